import { basename, join } from 'node:path';
import type { ExportRequest, SidecarKind } from '../../api/exports.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import type { ExportFormat } from '../../export/export-formats.ts';
import { edlText } from '../../export/sidecars/edl.ts';
import { fcpxmlText } from '../../export/sidecars/fcpxml.ts';
import { otioText } from '../../export/sidecars/otio.ts';
import type { MatteTimeline, TimelineMedia } from '../../export/sidecars/matte-timeline.ts';
import { framesOfTimecode } from '../../export/timing.ts';
import { sourceIndex } from '../../video/clip.ts';
import { type ExportPlan, sourceName } from './export-plan.ts';
import type { PartOf } from './part-writer.ts';

const writers: Readonly<Record<SidecarKind, (timeline: MatteTimeline) => string>> = {
  otio: otioText,
  fcpxml: fcpxmlText,
  edl: edlText,
};

type Written = PartOf & { readonly place: string };

/** Of the formats, the one that a timeline shows: a cutout rather than a matte, a movie rather than pictures. */
function shown(parts: readonly Written[]): Written | undefined {
  const worth = ({ content, kind }: ExportFormat) =>
    (content === 'cutout' ? 2 : content === 'matte' ? 1 : -9) + (kind === 'movie' ? 0.5 : 0);
  const best = parts.toSorted((a, b) => worth(b.format) - worth(a.format))[0];
  return best === undefined || worth(best.format) < 0 ? undefined : best;
}

function matteMedia({ format, names, place, plan, startNumber }: Written, startFrame: number): TimelineMedia {
  const first = names.frame(startNumber);
  const digits = /%0?(\d)?d/.exec(names.ffmpegPattern)?.[1];
  const number = String(startNumber).padStart(Number(digits ?? 1), '0');
  const at = first.lastIndexOf(number);
  return {
    path: place,
    name: format.kind === 'sequence' ? first : basename(place),
    sequence:
      format.kind === 'sequence'
        ? {
            prefix: first.slice(0, at),
            suffix: first.slice(at + number.length),
            digits: number.length,
            start: startNumber,
          }
        : null,
    startFrame: format.kind === 'sequence' ? startNumber : startFrame,
    frameCount: plan.schedule.length,
    hasAlpha: format.alpha !== null,
    hasAudio: false,
  };
}

function sourceMedia(plan: ExportPlan, startFrame: number): TimelineMedia {
  const { clip } = plan;
  const folder = clip.kind === 'folder' ? /^(.*?)(\d+)(\.\w+)$/.exec(basename(clip.framePaths[0]!)) : null;
  return {
    path: clip.path,
    name: clip.kind === 'folder' ? basename(clip.framePaths[0]!) : sourceName(plan),
    sequence:
      folder === null
        ? null
        : { prefix: folder[1]!, suffix: folder[3]!, digits: folder[2]!.length, start: Number(folder[2]) },
    startFrame: folder === null ? startFrame : Number(folder[2]),
    frameCount: clip.part?.wholeCount ?? clip.frameCount,
    hasAlpha: false,
    hasAudio: (plan.facts?.audio.length ?? 0) > 0,
  };
}

/** Writes the timelines that put the matte over its source; returns their paths. */
export async function writeSidecars(
  parts: readonly Written[],
  { sidecars }: ExportRequest,
  outDir: string,
): Promise<string[]> {
  const best = shown(parts);
  if (best === undefined || sidecars.length === 0) return [];
  const { plan } = best;
  const { clip, facts, rate, timecode } = plan;
  const clipStart = facts?.timecode == null ? 0 : framesOfTimecode(facts.timecode, rate);
  const start = timecode === null ? 0 : framesOfTimecode(timecode, rate);
  const timeline: MatteTimeline = {
    name: `${clip.name} matte`,
    widthPx: clip.widthPx,
    heightPx: clip.heightPx,
    rate,
    isDropFrame: timecode?.includes(';') === true,
    source: sourceMedia(plan, clipStart),
    matte: matteMedia(best, start),
    sourceFrom: sourceIndex(clip, plan.from),
    frameCount: plan.schedule.length,
    startFrame: start,
  };
  const paths: string[] = [];
  for (const kind of sidecars) {
    const path = join(outDir, `${clip.name}.${kind}`);
    await writeFileAtomically(path, writers[kind](timeline));
    paths.push(path);
  }
  return paths;
}

import { basename } from 'node:path';
import type { ExportRequest } from '../../api/exports.ts';
import { usageError } from '../../base/errors.ts';
import { type ColourPlan, colourPlan } from '../../export/colour-plan.ts';
import { type Rate, rateValue } from '../../export/ffmpeg-outputs.ts';
import type { ExportFormat } from '../../export/export-formats.ts';
import {
  conformed,
  everyFrame,
  isVariable,
  rationalRate,
  type Schedule,
  timecodeAfter,
} from '../../export/timing.ts';
import { type ClipInfo, sourceIndex } from '../../video/clip.ts';
import { readSourceFacts, type SourceFacts } from '../../video/source-facts.ts';

/** What all formats of an export share. */
export interface ExportPlan {
  readonly clip: ClipInfo;
  /** The source's header; null for a folder of pictures. */
  readonly facts: SourceFacts | null;
  readonly colours: ColourPlan;
  /** The curve by which coded values become linear light, as ffmpeg calls it. */
  readonly transfer: string;
  readonly rate: Rate;
  readonly isVariable: boolean;
  /** The run's frame of each frame of the export. */
  readonly schedule: Schedule;
  /** Of the export's first frame; null where the source has none. */
  readonly timecode: string | null;
  /** First frame, and one past the last, of the run. */
  readonly from: number;
  readonly to: number;
  /** Sentences on what a person should know. */
  readonly notices: readonly string[];
}

/** The frames that a request asks for, counted from the run's first. Throws a sentence where there are none. */
function frameRange({ from, to }: ExportRequest, clip: ClipInfo): readonly [from: number, to: number] {
  const runFirst = sourceIndex(clip, 0);
  const runLast = sourceIndex(clip, clip.frameCount - 1);
  const first = from ?? runFirst;
  const last = to ?? runLast;
  if (first > last || first < runFirst || last > runLast)
    throw usageError(
      `Frames ${first} to ${last} cannot be exported: the clip ${clip.name} has frames ${runFirst} to ${runLast}.`,
    );
  return [first - runFirst, last + 1 - runFirst];
}

function noticesOf(
  {
    clip,
    facts,
    isVariable: varies,
    colours,
    rate,
  }: Pick<ExportPlan, 'clip' | 'facts' | 'isVariable' | 'colours' | 'rate'>,
  { timing, sound }: ExportRequest,
  formats: readonly ExportFormat[],
): string[] {
  const fps = rateValue(rate)
    .toFixed(3)
    .replace(/\.?0+$/, '');
  const notices: string[] = [];
  if (varies && timing === 'frames')
    notices.push(
      `The clip's frame rate varies: movies show one frame per source frame at ${fps} frames a second, and the .csv beside them holds each frame's time. Conform to a constant rate to keep it in step with the source.`,
    );
  if (varies && timing === 'conform')
    notices.push(
      `The clip's frame rate varies: it was conformed to ${fps} frames a second; the .csv holds each frame's source.`,
    );
  if (facts === null) return notices;
  if (facts.isInterlaced)
    notices.push(
      `The clip is interlaced: each frame holds both fields as they are. Deinterlace it first for clean edges.`,
    );
  if (colours.isAssumed)
    notices.push(
      `The clip does not say how its colours are coded; ${colours.matrixTag} was assumed, as players do.`,
    );
  if (facts.rotationDeg !== 0)
    notices.push(
      `The clip is turned by ${Math.abs(facts.rotationDeg)} degrees when played: the export is upright.`,
    );
  if (facts.videoStreams > 1)
    notices.push(`The clip has ${facts.videoStreams} video tracks: the first was used.`);
  const isOdd = clip.widthPx % 2 === 1 || clip.heightPx % 2 === 1;
  for (const { title, isEven } of formats)
    if (isOdd && isEven === true)
      notices.push(`${title} has even sides only: the last odd row or column is left out.`);
  if (sound)
    for (const { title, audio, kind } of formats) {
      const refused = kind === 'movie' ? facts.audio.filter((codec) => audio?.includes(codec) !== true) : [];
      if (refused.length > 0) notices.push(`${title} takes no ${refused.join(' or ')} sound: it is silent.`);
    }
  return notices;
}

/** Looks at the source and lays out what is written. Throws a sentence where the request does not fit the clip. */
export async function planExport(
  clip: ClipInfo,
  request: ExportRequest,
  formats: readonly ExportFormat[],
  signal: AbortSignal,
): Promise<ExportPlan> {
  const [from, to] = frameRange(request, clip);
  const facts = clip.kind === 'video' ? await readSourceFacts(clip.path, signal) : null;
  const rate = rationalRate(clip.frameRate);
  const varies = clip.kind === 'video' && isVariable(clip.timesSec, rate);
  const colours = colourPlan(facts === null ? null : facts.colours, clip);
  const schedule =
    request.timing === 'conform' && varies ? conformed(clip.timesSec, from, to, rate) : everyFrame(from, to);
  const start = facts?.timecode ?? null;
  const base = { clip, facts, colours, rate, isVariable: varies };
  return {
    ...base,
    transfer: facts === null ? 'iec61966-2-1' : colours.transfer,
    schedule,
    timecode: start === null ? null : timecodeAfter(start, sourceIndex(clip, from), rate),
    from,
    to,
    notices: noticesOf(base, request, formats),
  };
}

/** The map of a clip whose rate varies, as CSV: which source frame each exported one is, and when it is shown. */
export function frameMap({ schedule, clip }: ExportPlan): string {
  const lines = schedule.map(
    (index, k) => `${k},${sourceIndex(clip, index)},${clip.timesSec[index]!.toFixed(6)}`,
  );
  return ['frame,source_frame,source_time_sec', ...lines, ''].join('\n');
}

/** The source's file name with its extension. */
export const sourceName = ({ clip }: Pick<ExportPlan, 'clip'>): string => basename(clip.path);

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { FrameFacts, Layer, RunDetails, RunSummary } from '../../api/runs.ts';
import { davisSequences } from '../../datasets/davis16-info.ts';
import { timesOf } from '../../runs/stored/reopen-clip.ts';
import type { Verdict } from '../../api/verdict.ts';
import { judge } from '../../runs/judge-run.ts';
import { hasUnlearned } from './unlearned.ts';
import { clipNameOf } from '../../runs/clip-folders.ts';
import { maskConfidences } from '../../pipeline/masks/mask-measures.ts';
import type { PictureParts } from '../media/layer-pictures.ts';
import { isOwnObject } from './own-object.ts';
import { createChangedMeasures, type NowMeasures } from './changed-measures.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { ResultsPresence } from './results-presence.ts';
import { ownAreas } from './run-areas.ts';
import type { ReviewedRun } from './run-desk.ts';

const clamped = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.min(Math.max(value, 0), 1);

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The most values of a confidence strip. */
const stripLength = 60;

/** The confidence along a clip in at most 60 values, each the lowest of its frames: a short failure must show. */
function confidenceStrip(confidence: readonly (number | null)[]): number[] {
  const known = confidence.map((value) => clamped(value) ?? 0);
  const length = Math.min(stripLength, known.length);
  return Array.from({ length }, (_, k) =>
    Math.min(
      ...known.slice(
        Math.floor((k * known.length) / length),
        Math.max(Math.floor(((k + 1) * known.length) / length), 1),
      ),
    ),
  );
}

type Changed = ReadonlyMap<number, NowMeasures>;

/** How far each mask can be trusted as it is now, 0..1; null where that is not known. */
function confidencesOf({ run: { report, shots } }: ReviewedRun, changed: Changed): (number | null)[] {
  const told = report.perFrame ?? [];
  const areas = told.map(({ area }, index) => changed.get(index)?.area ?? area ?? 0);
  const measured = maskConfidences(
    told.map((_, index) => changed.get(index)?.trust ?? 0),
    told.map((_, index) => changed.get(index)?.sharpness ?? null),
    areas,
    shots,
  );
  return told.map(({ confidence }, index) => {
    const frame = changed.get(index);
    if (frame === undefined || !frame.isChanged) return clamped(confidence);
    return frame.trust === null ? null : clamped(measured[index]);
  });
}

/** The verdict on the masks as they are now; null where the report measured none, or a person made them all. */
function verdictOf(
  { run: { report }, fixes }: ReviewedRun,
  changed: Changed,
  now: readonly (number | null)[],
): Verdict | null {
  const { perFrame, sceneCuts, movers } = report;
  if (perFrame === null) return null;
  // What the run says of its own choice says nothing of a person's: there only the masks' own measures count.
  const isOwnFrame = (index: number) => isOwnObject(fixes.fixed.get(index));
  const known = now.filter((value, index): value is number => value !== null && isOwnFrame(index));
  const isOwn = known.length > 0;
  const usual = isOwn ? null : 1;
  const frames = perFrame.map((told, index) => ({
    confidence: usual ?? (isOwnFrame(index) ? (now[index] ?? null) : (meanOf(known) ?? 1)),
    ...(changed.get(index) ?? { stability: told.stability, area: told.area }),
  }));
  return judge({ perFrame: frames, sceneCuts, movers: isOwn ? movers : null });
}

/** What the report and a person's additions tell of runs. */
export function createRunDescriptions(
  { store, history }: Pick<EngineParts, 'store' | 'history'>,
  parts: PictureParts,
  presence: ResultsPresence,
) {
  const changedMeasures = createChangedMeasures(parts);

  /** The masks' stability as they are now, per frame where the report tells it. */
  const stabilities = ({ run }: ReviewedRun, changed: Changed) =>
    run.report.perFrame?.map((told, index) => (changed.get(index) ?? told).stability) ?? [];

  async function describe(reviewed: ReviewedRun, changed: Changed): Promise<RunSummary> {
    const now = confidencesOf(reviewed, changed);
    const { id, run } = reviewed;
    const { report, folder, isRefined: refined } = run;
    const { clip, frameCount, widthPx, heightPx, timeSec, config, refinement } = report;
    const stability = refinement?.stability?.[refined ? 'refined' : 'graphCut'] ?? null;
    return {
      id,
      clip,
      name: reviewed.review.name ?? (await clipNameOf(clip)),
      outDir: folder.dir,
      finishedMs: history.finishedMs(id),
      firstFrame: report.part?.firstFrame ?? 0,
      ...{ frameCount, widthPx, heightPx, timeSec, config, refined },
      meanConfidence: clamped(meanOf(now)),
      meanStability: clamped(meanOf(stabilities(reviewed, changed)) ?? stability),
      meanJ: clamped(meanOf(reviewed.scores.J)),
      meanF: clamped(meanOf(reviewed.scores.F)),
      verdict: verdictOf(reviewed, changed, now),
      decision: reviewed.review.decision,
      confidence: confidenceStrip(now),
      present: await presence.isPresent(id, run),
      revision: reviewed.review.revision,
      unlearned: hasUnlearned(report, reviewed.fixes),
    };
  }

  async function frames(reviewed: ReviewedRun, changed: Changed): Promise<FrameFacts[]> {
    const { id, run, fixes, scores } = reviewed;
    const now = confidencesOf(reviewed, changed);
    const areas = await ownAreas(id, run, store);
    return areas.map((ownArea, index) => {
      const fixed = fixes.fixed.has(index);
      const told = run.report.perFrame?.[index];
      const { stability, area } = changed.get(index) ?? { stability: told?.stability, area: ownArea };
      return {
        confidence: now[index] ?? null,
        stability: clamped(stability),
        area: clamped(area) ?? 0,
        J: clamped(scores.J[index]),
        F: clamped(scores.F[index]),
        locked: fixes.locked.has(index),
        fixed,
      };
    });
  }

  /** What can be shown now: a frame in the middle speaks for all. */
  async function layers({ run, fixes, truth }: ReviewedRun, present: boolean): Promise<Layer[]> {
    const { report, keys, folder, isRefined } = run;
    const middle = report.frameCount >> 1;
    const has = (key: string) => store.hasBlob(key);
    const source = (await run.openClip()) !== null;
    const cut = has(keys.cut(middle));
    const known: readonly (readonly [Layer, boolean])[] = [
      ['source', source],
      ['flow', has(keys.flow(middle))],
      ['eigenvector', cut],
      ['graphcut', isRefined ? existsSync(folder.graphCutMasksDir) : present],
      ['refined', present && isRefined],
      ['mask', present],
      ['matte', source && cut],
      ['cutout', source && present],
      ['diff', present && (isRefined || fixes.fixed.size > 0)],
      ['truth', (await truth()).size > 0],
      ['overlay', source && present],
    ];
    return known.filter(([, there]) => there).map(([layer]) => layer);
  }

  async function details(reviewed: ReviewedRun): Promise<RunDetails> {
    const { run, review } = reviewed;
    const { report } = run;
    const changed = await changedMeasures(reviewed);
    const about = await describe(reviewed, changed);
    const training = report.refinement?.trainingKey ?? '';
    return {
      summary: about,
      timesSec: timesOf(report),
      startSec: report.part?.startSec ?? timesOf(report)[0]!,
      sceneCuts: report.sceneCuts,
      frames: await frames(reviewed, changed),
      fixes: [...reviewed.fixes.fixed].map(([frame, fix]) => ({ frame, fix })),
      heldOut: reviewed.fixes.heldOut.map((held) => ({ ...held })),
      layers: await layers(reviewed, about.present),
      truthDir: review.truthDir,
      attributes: [...(davisSequences.get(basename(review.truthDir ?? ''))?.attributes ?? [])],
      provider: report.provider,
      versions: report.versions,
      timeSecPerStage: report.timeSecPerStage,
      learningCurve: training === '' ? [] : store.learningCurve(training),
      revision: review.revision,
    };
  }

  const summary = async (reviewed: ReviewedRun) => describe(reviewed, await changedMeasures(reviewed));

  const confidences = async (reviewed: ReviewedRun) =>
    confidencesOf(reviewed, await changedMeasures(reviewed));

  return { summary, details, confidences };
}

/** Describes runs for user interfaces. */
export type RunDescriptions = ReturnType<typeof createRunDescriptions>;

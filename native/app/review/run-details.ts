import { existsSync } from 'node:fs';
import type { FrameFacts, Layer, RunDetails, RunSummary } from '../../api/runs.ts';
import { timesOf } from '../../runs/reopen-clip.ts';
import { clipNameOf } from '../queue/clip-paths.ts';
import type { MaskMeasures } from '../../pipeline/mask-measures.ts';
import { createChangedMeasures } from './changed-measures.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { PicturePool } from '../media/picture-pool.ts';
import type { ResultsPresence } from './results-presence.ts';
import { ownAreas } from './run-areas.ts';
import type { ReviewedRun } from './run-desk.ts';

const clamped = (value: number | null | undefined): number | null =>
  value === null || value === undefined ? null : Math.min(Math.max(value, 0), 1);

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** What the report and a person's additions tell of runs. */
export function createRunDescriptions(
  { store }: Pick<EngineParts, 'store'>,
  pool: PicturePool,
  presence: ResultsPresence,
) {
  const changedMeasures = createChangedMeasures(store, pool);

  /** The masks' stability as they are now, per frame where the report tells it. */
  const stabilities = ({ run }: ReviewedRun, changed: ReadonlyMap<number, MaskMeasures>) =>
    run.facts.perFrame?.map((told, index) => (changed.get(index) ?? told).stability) ?? [];

  async function describe(
    reviewed: ReviewedRun,
    changed: ReadonlyMap<number, MaskMeasures>,
  ): Promise<RunSummary> {
    const { record, facts } = reviewed.run;
    const { frameCount, widthPx, heightPx, timeSec, config, refinement, perFrame } = facts;
    const refined = refinement?.state === 'refined';
    const stability = refinement?.stability?.[refined ? 'refined' : 'graphCut'] ?? null;
    return {
      id: record.id,
      clip: record.clip,
      name: await clipNameOf(record.clip),
      outDir: record.outDir,
      finishedMs: record.finishedMs,
      ...{ frameCount, widthPx, heightPx, timeSec, config, refined },
      meanConfidence: clamped(meanOf(perFrame?.map(({ confidence }) => confidence) ?? [])),
      meanStability: clamped(meanOf(stabilities(reviewed, changed)) ?? stability),
      meanJ: clamped(meanOf(reviewed.scores.J)),
      meanF: clamped(meanOf(reviewed.scores.F)),
      present: await presence.isPresent(reviewed.run),
      revision: reviewed.review.revision,
    };
  }

  async function frames(
    { run, fixes, scores }: ReviewedRun,
    changed: ReadonlyMap<number, MaskMeasures>,
  ): Promise<FrameFacts[]> {
    const areas = await ownAreas(run, store);
    return areas.map((ownArea, index) => {
      const fixed = fixes.fixed.has(index);
      const told = run.facts.perFrame?.[index];
      const { stability, area } = changed.get(index) ?? { stability: told?.stability, area: ownArea };
      return {
        // How far the run trusts its own cut says nothing of a person's choice.
        confidence: fixed ? null : clamped(told?.confidence),
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
    const { facts, identity, graphCutDir } = run;
    const middle = facts.frameCount >> 1;
    const has = (key: string) => store.hasBlob(key);
    const source = (await run.clip()) !== null;
    const cut = has(identity.keys.cut(middle));
    const known: readonly (readonly [Layer, boolean])[] = [
      ['source', source],
      ['flow', has(identity.keys.flow(middle))],
      ['eigenvector', cut],
      ['graphcut', graphCutDir === null ? present : existsSync(graphCutDir)],
      ['refined', present && graphCutDir !== null],
      ['mask', present],
      ['matte', source && cut],
      ['cutout', source && present],
      ['diff', present && (graphCutDir !== null || fixes.fixed.size > 0)],
      ['truth', (await truth()).size > 0],
      ['overlay', source && present],
    ];
    return known.filter(([, there]) => there).map(([layer]) => layer);
  }

  async function details(reviewed: ReviewedRun): Promise<RunDetails> {
    const { run, review } = reviewed;
    const { facts } = run;
    const changed = await changedMeasures(reviewed);
    const about = await describe(reviewed, changed);
    const training = facts.refinement?.trainingKey ?? '';
    return {
      summary: about,
      timesSec: timesOf(facts),
      sceneCuts: facts.sceneCuts,
      frames: await frames(reviewed, changed),
      layers: await layers(reviewed, about.present),
      truthDir: review.truthDir,
      provider: facts.provider,
      versions: facts.versions,
      timeSecPerStage: facts.timeSecPerStage,
      learningCurve: training === '' ? [] : store.learningCurve(training),
      revision: review.revision,
    };
  }

  const summary = async (reviewed: ReviewedRun) => describe(reviewed, await changedMeasures(reviewed));

  return { summary, details };
}

/** Describes runs for user interfaces. */
export type RunDescriptions = ReturnType<typeof createRunDescriptions>;

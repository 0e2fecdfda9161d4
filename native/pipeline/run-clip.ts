import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { RunConfig } from '../api/run-config.ts';
import { type StageContext, silentProgress } from '../base/context.ts';
import { makeFolders } from '../base/make-folders.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError, throwIfCancelled } from '../base/errors.ts';
import type { ForegroundSide } from '../graphcut/choice/foreground-choice.ts';
import { removeUnfinishedFiles } from '../base/atomic-file.ts';
import type { ClipInfo } from '../video/clip.ts';
import { examineClip, type ExaminedClip } from '../video/probe-clip.ts';
import { type ClipWork } from './clip-work.ts';
import { stageVersions } from '../runs/keys/frame-keys.ts';
import { refineVersions } from '../runs/keys/refinement-keys.ts';
import { type CutStage, withCutClip, withWarpFlow } from './cut-clip.ts';
import { embeddedMotionId, embeddedWeights } from '../weights/library/embedded-weights.ts';
import { foregroundSides } from '../runs/foreground-sides.ts';
import { type FrameMeasures, maskMeasures, meanStability } from './masks/frame-measures.ts';
import { maskConfidences } from './masks/mask-measures.ts';
import {
  type Corrections,
  correctionsDigest,
  noCorrections,
  readCorrections,
} from '../runs/corrections/corrections.ts';
import { chosenPart } from '../runs/chosen-part.ts';
import { openLockedMasks } from '../runs/locked-masks.ts';
import { removeOtherMasks } from '../runs/other-masks.ts';
import { runFolder, type RunFolder } from '../runs/run-folder.ts';
import { crfMasks, type MaskSource, maskStage } from './masks/mask-stage.ts';
import { requireModels } from '../weights/library/models.ts';
import { redrawnSentence, redrawOverviews } from './overviews/write-overviews.ts';
import { probeMemory } from '../runs/probe-memory.ts';
import { correctedStart } from './refinement/corrected-start.ts';
import { refineClip, type RefinementReport } from './refinement/refine-clip.ts';
import { settledRefinement } from './refinement/settled-refinement.ts';
import { outputDigests } from '../runs/provenance/output-digests.ts';
import { machineKind, programDigest } from '../runs/provenance/program-digest.ts';
import { readReport, type RunReport, writeReport } from '../runs/report.ts';
import { openRun } from '../runs/run.ts';
import type { RunClip, RunServices } from './run-types.ts';
import { sceneCutsOf } from '../runs/shots.ts';
import { expectedStageSec, type RunStage } from './stage-times.ts';
import { judge } from '../runs/judge-run.ts';
import { usualMovers } from './usual-movers.ts';
import { versions } from '../runs/provenance/versions.ts';

type StageName = RunStage | CutStage | 'probe';

/** Measures each stage's wall time. */
function stageClock() {
  const timeSecPerStage: Record<string, number> = {};
  return {
    timeSecPerStage,
    async run<T>(stage: StageName, work: () => Promise<T> | T): Promise<T> {
      const startMs = performance.now();
      try {
        return await work();
      } finally {
        timeSecPerStage[stage] = Math.round(performance.now() - startMs) / 1000;
      }
    },
  };
}

/** What makes two runs the same: content, configuration, weights, program, and what a person corrected. */
function runKeyOf(
  digests: Readonly<Record<string, string>>,
  clip: ClipInfo,
  config: RunConfig,
  corrections: Corrections,
): string {
  // By default the key is that of before there was a choice.
  const usual: Partial<RunConfig> = { crf: false, maskSteps: 'all' };
  // The frames of a part count, not how a person named them.
  const chosen = Object.fromEntries(
    Object.entries({ ...config, from: undefined, to: undefined }).filter(
      ([name, value]) => usual[name as keyof RunConfig] !== value,
    ),
  );
  const { part, frameCount } = clip;
  return (
    createHash('sha256')
      .update(JSON.stringify([digests, chosen, versions(), stageVersions, refineVersions]))
      .update(part === null ? '' : JSON.stringify([part.firstFrame, frameCount]))
      // As before where nothing is corrected.
      .update(correctionsDigest(corrections) ?? '')
      .digest('hex')
  );
}

/** SHA-256 of the weights that a configuration needs, by model; throws naming every one that is missing. */
async function weightDigests({ encoder, flow, warpFlow, refine }: RunConfig, context: StageContext) {
  const ids = [encoder, flow, ...(refine ? [warpFlow] : [])].filter((id) => id !== 'embedded');
  const models = await requireModels(ids, context);
  const own = encoder === 'embedded' ? { [embeddedMotionId]: (await embeddedWeights()).sha256 } : {};
  return { ...own, ...Object.fromEntries([...models].map(([id, { sha256 }]) => [id, sha256])) };
}

/** The report of an earlier, finished run with the same key, whose masks lie there; null where there is none. */
async function finishedReport(folder: RunFolder, runKey: string): Promise<RunReport | null> {
  const report = await readReport(folder);
  // A damaged one only means that the run is done again.
  if (report?.runKey !== runKey) return null;
  const indices = Array.from({ length: report.frameCount }, (_, index) => index);
  return indices.every((index) => existsSync(folder.mask(index))) ? report : null;
}

/** Draws what fixing masks took away, or a person, of a finished run; its masks, fixed ones too, stay as they are. */
async function drawMissingOverviews(
  report: RunReport,
  folder: RunFolder,
  clip: ClipInfo,
  { store, signal, notify }: RunServices,
): Promise<void> {
  if (existsSync(folder.overlayPath) && existsSync(folder.contactSheetPath)) return;
  const run = openRun(report, folder.dir);
  const redrawn = await redrawOverviews(run, { clip, store }, { signal, progress: silentProgress });
  if (redrawn !== 'drawn') notify(redrawnSentence(redrawn, clip.name));
}

async function makeFolder(path: string): Promise<void> {
  try {
    await makeFolders(path);
  } catch (error) {
    throw failedError(
      `The output folder ${path} cannot be written; choose another.`,
      { words: errorWords('output-unwritable', { folder: path }), advice: 'Name it with --out.' },
      { cause: error },
    );
  }
}

/** The refinement's report with the temporal stability of both kinds of masks; `refined` are those of its masks. */
async function withStability(
  report: RefinementReport | null,
  work: ClipWork,
  pseudo: MaskSource,
  refined: readonly FrameMeasures[],
): Promise<RefinementReport | null> {
  if (report?.state !== 'refined') return report;
  const graphCut = meanStability(await maskMeasures(work, pseudo, silentProgress));
  return { ...report, stability: { graphCut, refined: meanStability(refined) } };
}

/** What a clip's stages leave behind besides its files. */
interface ComputedMasks extends Pick<ClipWork, 'computed' | 'encoder' | 'shots'> {
  /** Of every frame, which side of its bipartition is the foreground. */
  readonly chosen: readonly ForegroundSide[];
  /** Where the cut's masks are not those of its sides. */
  readonly found: Pick<RunReport, 'objects' | 'repaired' | 'separated' | 'filtered'>;
  readonly perFrame: readonly FrameMeasures[];
  readonly movers: number;
  readonly refinement: RefinementReport | null;
}

/** The stages from flow to masks; every stage commits what it has computed frame by frame. */
async function computeMasks(
  clip: ClipInfo,
  config: RunConfig,
  folder: RunFolder,
  services: RunServices,
  corrections: Corrections,
  clock: ReturnType<typeof stageClock>,
): Promise<ComputedMasks> {
  const { notify } = services;
  const slices = services.progress.split(expectedStageSec(config, clip.frameCount));
  const timed = <T>(stage: StageName, stageWork: () => Promise<T> | T) => clock.run(stage, stageWork);
  return withCutClip(clip, config, { ...services, slices, timed }, async (cut) => {
    const { work, chosen } = cut;
    const { pseudo, confidence } = correctedStart(cut, corrections);
    const found = {
      objects: [...cut.objects],
      repaired: Object.fromEntries(cut.repaired),
      separated: Object.fromEntries(cut.separated),
      filtered: Object.fromEntries(cut.filtered),
    };
    const refined = config.refine
      ? await refineClip(
          await withWarpFlow(work, { slices, timed, notify }),
          { pseudo, confidence },
          folder,
          { slices, timed, notify },
        )
      : { masks: pseudo, report: null };
    const { masks: sharp, report: refinement } = await settledRefinement(refined, cut, {
      slices,
      timed,
    });
    const masks = config.crf ? crfMasks(sharp) : sharp;
    const locked = await openLockedMasks(folder, clip);
    const sharpness = await timed('masks', () => maskStage(work, masks, folder, locked, slices.masks));
    await locked.finish(corrections.masks.keys());
    const measured = await timed('measures', () => maskMeasures(work, masks, slices.measures));
    const areas = measured.map(({ area }) => area);
    const trusted = maskConfidences(confidence, sharpness, areas, work.shots);
    const perFrame = measured.map((mask, index) => ({ confidence: trusted[index]!, ...mask }));
    const movers = usualMovers(work);
    return {
      ...work,
      chosen,
      found,
      perFrame,
      movers,
      refinement: await withStability(refinement, work, pseudo, perFrame),
    };
  });
}

/** A file that was cut off between two frames looks whole: only its header knows of more. */
function sayWhatIsMissing({ clip, announcedCount }: ExaminedClip, notify: (sentence: string) => void): void {
  if (announcedCount !== null)
    notify(
      `The header of ${clip.path} announces about ${announcedCount} frames, but it ends after ${clip.frameCount}; if it was ` +
        'cut off, download it again.',
    );
}

/**
 * Runs one clip from its file or frames folder to masks, overlay video, contact sheet and run.json in `outDir`. What
 * an earlier run computed is recalled from the store; a finished one with the same configuration is left as it is.
 */
export const runClip: RunClip = async (clipPath, outDir, config, services) => {
  const startMs = performance.now();
  const { signal, force, progress, store } = services;
  const clock = stageClock();
  const context = { signal, progress: silentProgress };
  const weights = await weightDigests(config, context);
  const examined = await clock.run('probe', () =>
    examineClip(clipPath, context, { memory: probeMemory(store) }),
  );
  const clip = chosenPart(examined, config);
  sayWhatIsMissing(examined, services.notify);
  const folder = runFolder(outDir, clip);
  throwIfCancelled(signal);
  const digests = { clip: clip.digest, ...weights };
  const corrections = config.refine ? await readCorrections(folder, clip.digest) : noCorrections;
  const runKey = runKeyOf(digests, clip, config, corrections);
  const earlier = force ? null : await finishedReport(folder, runKey);
  if (earlier !== null) {
    await drawMissingOverviews(earlier, folder, clip, services);
    progress.report(1, 1);
    return { ...earlier, computedFrameCount: 0 };
  }
  await makeFolder(folder.masksDir);
  for (const dir of [folder.dir, folder.masksDir]) await removeUnfinishedFiles(dir);
  await removeOtherMasks(folder, clip.digest);
  const masks = await computeMasks(clip, config, folder, services, corrections, clock);
  const { computed, encoder, refinement, perFrame, movers, shots } = masks;
  const sceneCuts = sceneCutsOf(shots);
  const report: RunReport = {
    clip: clip.path,
    outDir,
    frameCount: clip.frameCount,
    part: clip.part,
    computedFrameCount: Math.max(...['mask', 'refinedMask', 'crfMask'].map((stage) => computed[stage] ?? 0)),
    computedPerStage: computed,
    widthPx: clip.widthPx,
    heightPx: clip.heightPx,
    timesSec: [...clip.timesSec],
    config,
    provider: encoder.provider,
    versions: { ...versions() },
    digests,
    sceneCuts,
    blackBars: shots.bars,
    foregroundSides: foregroundSides(masks.chosen),
    ...masks.found,
    timeSec: Math.round(performance.now() - startMs) / 1000,
    timeSecPerStage: clock.timeSecPerStage,
    masksDir: folder.masksDir,
    overlayPath: folder.overlayPath,
    contactSheetPath: folder.contactSheetPath,
    confidence: perFrame.map(({ confidence }) => confidence),
    perFrame: [...perFrame],
    movers,
    verdict: judge({ perFrame, sceneCuts, movers }),
    refinement: refinement === null ? null : { ...refinement, heldOut: [...corrections.heldOut] },
    runKey,
    program: programDigest(),
    machine: machineKind(),
    outputs: await outputDigests(outDir),
  };
  await writeReport(folder, report);
  return report;
};

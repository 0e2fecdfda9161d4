import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { runConfigSchema } from '../api/run-config.ts';
import { heldOutRegion } from '../api/runs.ts';
import { verdict } from '../api/verdict.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import type { RunFolder } from './run-folder.ts';

const share = z.number().min(0).max(1);
const known = z.number().nullable().catch(null);
const path = z.string().catch('');

const refinement = z.object({
  graphCutMasksDir: z.string(),
  modelPath: path,
  modelCardPath: path,
  learningCurvePath: path,
  network: z.string().catch(''),
  steps: z.number().catch(0),
  provider: z.string().catch('cpu'),
  /** Cache keys of the learning curve, and of each frame's soft mask that counts. */
  trainingKey: z.string().catch(''),
  softMaskKeys: z.array(z.string()).catch([]),
  /** `kept`: the masks are those of the graph cut, for `reason`. */
  state: z.enum(['refined', 'kept']),
  reason: z.string().nullable().catch(null),
  /** Temporal stability of the graph cut's and of the refined masks, 0..1; null where nothing was refined. */
  stability: z.object({ graphCut: share, refined: share }).nullable().catch(null),
  /** The hold-out regions that it heeded. */
  heldOut: z.array(heldOutRegion).catch([]),
});

/**
 * What a run says about itself: `run.json`, the store's history and the `--json` of the command line. It is written in
 * this order. Fields that older versions did not write have a default, so that their reports still open.
 */
const reportSchema = z.object({
  clip: z.string(),
  outDir: z.string(),
  frameCount: z.int().min(1),
  /** Where the run's frames lie in the whole clip; null where all were run. Every other number of a frame counts from `firstFrame`. */
  part: z
    .object({
      firstFrame: z.int().min(0),
      wholeCount: z.int().min(1),
      startSec: z.number(),
      beforeSec: z.number(),
    })
    .nullable()
    .default(null),
  /** Frames whose masks this run computed; the others lay there already. */
  computedFrameCount: z.int().min(0),
  computedPerStage: z.record(z.string(), z.number()).catch({}),
  widthPx: z.int().min(1),
  heightPx: z.int().min(1),
  timesSec: z.array(z.number()).catch([]),
  config: runConfigSchema,
  provider: z.string().catch('cpu'),
  versions: z.record(z.string(), z.string()).catch({}),
  /** SHA-256 of the inputs by name: the clip's content, the weights. */
  digests: z.record(z.string(), z.string()).catch({}),
  /** First frames of shots after the first. */
  sceneCuts: z.array(z.int()).catch([]),
  /** Shares of the picture's height and width. */
  blackBars: z
    .object({ top: share, bottom: share, left: share, right: share })
    .catch({ top: 0, bottom: 0, left: 0, right: 0 }),
  /** As `foregroundSides` writes them. */
  foregroundSides: z.string().catch(''),
  /** Frames whose object is another candidate of their shot than the side of the cut that is named above. */
  objects: z.array(z.object({ first: z.int(), last: z.int(), candidate: z.int() })).catch([]),
  /** The cut's soft masks that were repaired from the frames around: their cache keys, by frame. */
  repaired: z.record(z.string(), z.string()).catch({}),
  /** The soft masks that were separated from the background behind them: their cache keys, by frame. */
  separated: z.record(z.string(), z.string()).catch({}),
  /** Those that were filtered over time and freed of spurious parts after that: their cache keys, by frame. */
  filtered: z.record(z.string(), z.string()).catch({}),
  timeSec: z.number(),
  timeSecPerStage: z.record(z.string(), z.number()).catch({}),
  masksDir: path,
  overlayPath: z.string().nullable().catch(null),
  contactSheetPath: z.string().nullable().catch(null),
  /** How far each frame's foreground can be trusted, 0..1, without ground truth. */
  confidence: z.array(known).catch([]),
  perFrame: z
    .array(z.object({ confidence: known, stability: known, area: known }))
    .nullable()
    .catch(null),
  /** How many things move apart from each other in the usual frame; null where it was not counted. */
  movers: known,
  /** How far the masks need a look, and why; null where nobody judged them. */
  verdict: verdict.nullable().catch(null),
  /** Where the refinement's files lie and how it ended; null where none was asked for. */
  refinement: refinement.nullable().catch(null),
  /** What makes two runs the same: content, configuration, weights, program. */
  runKey: z.string().catch(''),
  /** SHA-256 of the program's sources, and the kind of machine. */
  program: z.string().catch(''),
  machine: z.string().catch(''),
  /** SHA-256 of the files that the run wrote, by their path in its folder. */
  outputs: z.record(z.string(), z.string()).catch({}),
});

/** A run's report. */
export type RunReport = z.infer<typeof reportSchema>;

/** Reads a report from its JSON text; null where it is none, or of a version that this program cannot show. */
export function parseReport(text: string): RunReport | null {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Reads the report in a run's folder: null where it cannot be understood, undefined where there is none. */
export async function readReport({ reportPath }: RunFolder): Promise<RunReport | null | undefined> {
  const text = await readFile(reportPath, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseReport(text);
}

/** Writes the report into the run's folder, from where `readReport` reads the same. */
export async function writeReport({ reportPath }: RunFolder, report: RunReport): Promise<void> {
  await writeFileAtomically(reportPath, `${JSON.stringify(reportSchema.parse(report), null, 2)}\n`);
}

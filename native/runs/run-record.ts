import { z } from 'zod';
import { runConfigSchema } from '../api/run-config.ts';

const share = z.number().min(0).max(1);
const known = z.number().nullable().catch(null);

const blackBars = z.object({ top: share, bottom: share, left: share, right: share });
const perFrame = z.object({ confidence: known, stability: known, area: known });

/** What the engine reads of a run's report; what older versions did not write has a default. */
const reportSchema = z.object({
  clip: z.string(),
  outDir: z.string(),
  frameCount: z.int().min(1),
  computedFrameCount: z.int().min(0),
  widthPx: z.int().min(1),
  heightPx: z.int().min(1),
  timesSec: z.array(z.number()).catch([]),
  config: runConfigSchema,
  provider: z.string().catch('cpu'),
  versions: z.record(z.string(), z.string()).catch({}),
  digests: z.record(z.string(), z.string()).catch({}),
  timeSec: z.number(),
  timeSecPerStage: z.record(z.string(), z.number()).catch({}),
  runKey: z.string().catch(''),
  /** SHA-256 of the program's sources, and the kind of machine. */
  program: z.string().catch(''),
  machine: z.string().catch(''),
  /** SHA-256 of the files that the run wrote, by their path in its folder. */
  outputs: z.record(z.string(), z.string()).catch({}),
  /** First frames of shots after the first. */
  sceneCuts: z.array(z.int()).catch([]),
  blackBars: blackBars.catch({ top: 0, bottom: 0, left: 0, right: 0 }),
  /** As `foregroundSides` of jobs/foreground-sides.ts writes them. */
  foregroundSides: z.string().catch(''),
  perFrame: z.array(perFrame).nullable().catch(null),
  /** How many things move apart from each other in the usual frame. */
  movers: z.number().nullable().catch(null),
  refinement: z
    .object({
      state: z.enum(['refined', 'kept']),
      steps: z.number().catch(0),
      trainingKey: z.string().catch(''),
      softMaskKeys: z.array(z.string()).catch([]),
      graphCutMasksDir: z.string(),
      stability: z.object({ graphCut: share, refined: share }).nullable().catch(null),
    })
    .nullable()
    .catch(null),
});

/** A run's report, as the engine reads it. */
export type RunFacts = z.infer<typeof reportSchema>;

/** Reads a report from its JSON text; null where it is none (of a version that this program cannot show). */
export function readReport(text: string): RunFacts | null {
  try {
    const parsed = reportSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

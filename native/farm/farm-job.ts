import { createHash } from 'node:crypto';
import { z } from 'zod';
import { exportRequest } from '../api/exports.ts';
import { jobProgress } from '../api/queue.ts';
import { runConfigSchema } from '../api/run-config.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const name = z.string().min(1).max(4096);
/** A path as the queue names it: absolute, with forward slashes; each machine maps it to its own. */
const sharedPath = name.regex(/^(\/|[A-Za-z]:\/)/);
/** As well what lies in object storage; where that is, and the key to it, each machine knows for itself. */
const sharedName = name.regex(/^(\/|[A-Za-z]:\/|s3:\/\/)/);

const common = {
  protocol: z.literal(1),
  /** The program that asked for it: workers of another one leave it alone. */
  program: sha256,
  /** SHA-256 of every model's weights that the configuration needs, by the model's name. */
  weights: z.record(z.string().max(100), sha256),
};

const clipOfJob = z.strictObject({ path: sharedName, name: z.string().min(1).max(255), digest: sha256 });

/** A clip to be run into a folder of its own, or a run to be exported: what a message in the queue may say; anything else is refused. */
export const farmJob = z.strictObject({
  ...common,
  kind: z.enum(['run', 'export']),
  clip: clipOfJob,
  config: runConfigSchema,
  /** The folder that the results are published as; of an export, that its files are put into. */
  outDir: sharedName,
  /** Frames of a chunk that other workers may compute of a longer clip; 0: the clip is not shared. Not part of the id. */
  chunkFrames: z.int().min(0).max(1_000_000).default(0),
  /** Of an export: the finished run, and what is written of it. */
  export: z.strictObject({ runDir: sharedPath, request: exportRequest }).optional(),
});

export type FarmJob = z.infer<typeof farmJob>;

/** How a job ended well; the results themselves lie in the shared folder. */
export const farmResult = z.strictObject({
  /** `there`: another worker had published the same before. */
  outcome: z.enum(['published', 'there']),
  outDir: sharedName,
  frameCount: z.int().min(0),
  computedFrameCount: z.int().min(0),
  timeSec: z.number().min(0),
  worker: z.string().max(255),
  /** Of an export: its files and folders, and what a person should know of them. */
  paths: z.array(sharedPath).default([]),
  notices: z.array(z.string().max(1000)).default([]),
});
export type FarmResult = z.infer<typeof farmResult>;

/** Where a job is, as its worker tells. */
export const farmProgress = z.strictObject({ worker: z.string().max(255), progress: jobProgress });
export type FarmProgress = z.infer<typeof farmProgress>;

/** JSON with the names of every object in their order, so that the same content is the same text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`).join()}}`;
}

/**
 * The id of a job: the digest of what it computes (source, configuration, program, weights) and of where it goes. Paths of
 * sources are left out: the same content under another name is the same job.
 */
export function farmJobId(job: FarmJob): string {
  const { kind, program, weights, clip, config, outDir, export: exporting } = job;
  return createHash('sha256')
    .update(
      canonical([kind, program, weights, [clip.digest, config, outDir], ...(exporting ? [exporting] : [])]),
    )
    .digest('hex');
}

import { z } from 'zod';
import { errorWordsSchema, failureFields } from './error-words-schema.ts';
import { method, nothing, pathText, share } from './method.ts';
import { clipPlace, runConfigSchema } from './run-config.ts';
import { skippedFile } from './skipped-files.ts';

/**
 * `waiting`: added and not started; `interrupted`: its engine went away while it ran, it resumes where it was. A
 * `paused` queue leaves waiting clips waiting.
 */
export const jobStates = ['waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted'] as const;

/** Where a running job is. */
export const jobProgress = z.strictObject({
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  /** Of the whole job. */
  fraction: share,
  etaSec: z.number().nullable(),
  note: z.string().nullable(),
});

/** A clip in the queue. */
export const queueItem = z.strictObject({
  id: z.int(),
  clip: pathText,
  /** The clip's name, for people. */
  name: z.string(),
  outDir: pathText,
  state: z.enum(jobStates),
  config: runConfigSchema,
  progress: jobProgress.nullable(),
  /** The one sentence of a failed job. */
  error: z.string().nullable(),
  words: errorWordsSchema.optional(),
  /** The run that a finished job made: `runs.get` opens it. */
  runId: z.int().nullable(),
  queuedMs: z.number(),
  startedMs: z.number().nullable(),
  finishedMs: z.number().nullable(),
  /** Of a clip that was handed to other computers: which of them runs or ran it, null until one does. */
  elsewhere: z.strictObject({ worker: z.string().nullable() }).nullable(),
});
export type QueueItem = z.infer<typeof queueItem>;
export type JobProgress = z.infer<typeof jobProgress>;

/** The queue in its order. */
export const queueState = z.strictObject({ paused: z.boolean(), items: z.array(queueItem) });
export type QueueState = z.infer<typeof queueState>;

/** What a clip is and what its run would take, before it starts; times and sizes are estimates of this machine. */
export const preflightReport = z.strictObject({
  clip: pathText,
  name: z.string(),
  frameCount: z.int(),
  widthPx: z.int(),
  heightPx: z.int(),
  durationSec: z.number(),
  estimatedTimeSec: z.number(),
  estimatedMemoryBytes: z.number(),
  estimatedDiskBytes: z.number(),
  freeMemoryBytes: z.number(),
  freeDiskBytes: z.number(),
  /** What a person should know before the start: too little room for it, or that no run like it was measured here. */
  warnings: z.array(z.enum(['disk', 'memory', 'unmeasured'])),
});

const clipPart = z.strictObject({
  /** One of the paths that are added, or a clip in a folder of them: it is compared, nothing is read there. */
  clip: z.string(),
  from: clipPlace.optional(),
  to: clipPlace.optional(),
});

const byId = z.strictObject({ id: z.int() });

export const queueMethods = {
  'queue.list': method(nothing, queueState),
  /** Looks at each path by itself: one that cannot be read gives its sentence, not an error of the call. */
  'queue.preflight': method(
    z.strictObject({ paths: z.array(pathText).min(1).max(1000), config: runConfigSchema }),
    z.strictObject({
      reports: z.array(z.union([preflightReport, z.strictObject({ clip: pathText, ...failureFields })])),
      /** What else lies in the folders among the paths. */
      skipped: z.array(skippedFile),
    }),
  ),
  /** Appends clips; a folder of frames is one clip, another folder the videos in it. Results go to the output folder of the settings unless `outDir` says. */
  'queue.add': method(
    z.strictObject({
      paths: z.array(pathText).min(1).max(10_000),
      config: runConfigSchema,
      outDir: pathText.nullable(),
      /** Of several clips that are to be refined, all are first run without it: their masks are there in seconds. */
      draftsFirst: z.boolean().optional(),
      /** Of which clips only a part is run, in place of what the configuration says of that. */
      parts: z.array(clipPart).optional(),
    }),
    z.strictObject({
      ids: z.array(z.int()),
      rejected: z.array(z.strictObject({ clip: pathText, ...failureFields })),
    }),
  ),
  /** Appends finished runs again, to be refined in their folders; what a person corrected there is learned from. Refined ones are left out unless corrected since. */
  'queue.refine': method(
    z.strictObject({ runIds: z.array(z.int()).min(1).max(10_000) }),
    z.strictObject({ ids: z.array(z.int()) }),
  ),
  /** Starts waiting clips one after the other. */
  'queue.start': method(nothing, nothing),
  /** Lets the running clip end and starts no other. */
  'queue.pause': method(nothing, nothing),
  'queue.cancel': method(byId, nothing),
  /** Puts a failed, cancelled, interrupted or finished clip back to waiting; with `to`, of a damaged one say, up to that frame. */
  'queue.retry': method(z.strictObject({ id: z.int(), to: clipPlace.optional() }), nothing),
  /** Gives a clip that has not started yet another configuration; where its results go is decided anew. */
  'queue.configure': method(z.strictObject({ id: z.int(), config: runConfigSchema }), nothing),
  /** Takes a clip out of the queue; what was computed and written stays. */
  'queue.remove': method(z.strictObject({ ids: z.array(z.int()).min(1) }), nothing),
  /** Moves a clip to a place in the order. */
  'queue.move': method(z.strictObject({ id: z.int(), toIndex: z.int().min(0) }), nothing),
} as const;

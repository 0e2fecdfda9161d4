import { z } from 'zod';
import { failureFields, wordedFailure } from './error-words-schema.ts';
import { method, nothing, pathText } from './method.ts';
import { jobProgress } from './queue.ts';

/** A folder that all computers see: how the queue names it, and where it is on this one. */
export const sharedFolder = z.strictObject({
  /** No path of this computer. */
  shared: z.string().min(1).max(4096),
  local: pathText,
});
export type SharedFolder = z.infer<typeof sharedFolder>;

/** The queue of several computers that this one hands clips to; the password is kept apart from it. */
export const computersQueue = z.strictObject({
  /** `redis://` or, encrypted, `rediss://`, without a password. */
  url: z.string().min(1).max(2000),
  /** The certificate of the authority behind a server's own; null for those that everybody trusts. */
  caFile: pathText.nullable(),
  folders: z.array(sharedFolder).min(1).max(50),
});
export type ComputersQueue = z.infer<typeof computersQueue>;

/** What a computer that works for the queue tells of itself. */
const worker = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** The version that runs there: `fodvid 0.1.0 (3f2a91c0)`. */
  program: z.string(),
  provider: z.string(),
  /** Clips at once. */
  slots: z.int(),
  running: z.array(z.strictObject({ id: z.string(), name: z.string(), progress: jobProgress.nullable() })),
  doneCount: z.int(),
  /** Null before its first clip. */
  framesPerSec: z.number().nullable(),
  /** What it waits for, in one sentence. */
  trouble: wordedFailure.nullable(),
  /** Why it was refused and works no more, in one sentence. */
  refusal: wordedFailure.nullable(),
});
export type ComputersWorker = z.infer<typeof worker>;

/** `off`: this computer belongs to no queue; `lost`: it is tried again by itself. */
export const linkStates = ['off', 'connecting', 'connected', 'lost'] as const;

/** The queue of several computers as this one sees it. */
export const computersState = z.strictObject({
  queue: computersQueue.nullable(),
  hasPassword: z.boolean(),
  link: z.enum(linkStates),
  /** Why it is lost. */
  failure: wordedFailure.nullable(),
  /** The version of this computer; null until it was asked for a connection. */
  program: z.string().nullable(),
  /** Clips of everybody who hands in; null until it is known. */
  counts: z.strictObject({ waiting: z.int(), running: z.int(), done: z.int(), failed: z.int() }).nullable(),
  workers: z.array(worker),
  /** Clips that are being handed over. */
  handing: z.strictObject({ done: z.int(), total: z.int() }).nullable(),
});
export type ComputersState = z.infer<typeof computersState>;

const byIds = z.strictObject({ ids: z.array(z.int()).min(1).max(100_000) });

export const computersMethods = {
  'computers.state': method(nothing, computersState),
  /** Joins a queue and remembers it. A password in the address counts as `password`; null keeps the one that is known. */
  'computers.connect': method(
    z.strictObject({ queue: computersQueue, password: z.string().max(1000).nullable() }),
    computersState,
  ),
  /** Leaves the queue and forgets its password; what was handed over stays there. */
  'computers.disconnect': method(nothing, computersState),
  /** Hands clips that do not run yet to the queue of several computers, in their order. */
  'queue.handOver': method(
    byIds,
    z.strictObject({
      handed: z.int(),
      rejected: z.array(z.strictObject({ clip: pathText, ...failureFields })),
    }),
  ),
  /** Makes clips that were handed over, and are not done, wait for this computer again. */
  'queue.takeBack': method(byIds, nothing),
} as const;

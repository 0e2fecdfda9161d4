import type { JobProgress } from '../api/queue.ts';
import type { ErrorWords, WordedFailure } from '../base/error-words.ts';
import type { ChunkBoard } from './chunks/chunk-board.ts';
import type { FarmJob, FarmProgress, FarmResult } from './farm-job.ts';
import type { ProgramIdentity } from './program-identity.ts';

/** `failed`: in the dead-letter list with its sentence. */
export type FarmJobState = 'waiting' | 'running' | 'done' | 'failed';

/** A job with its id, `farmJobId` of it. */
export interface NewFarmJob {
  readonly id: string;
  readonly job: FarmJob;
}

/** A job in the queue. */
export interface FarmEntry {
  readonly id: string;
  readonly state: FarmJobState;
  /** Null where the message is none of ours; it is never run. */
  readonly job: FarmJob | null;
  /** Of a running job. */
  readonly progress: FarmProgress | null;
  readonly result: FarmResult | null;
  /** The sentence of a failed job. */
  readonly error: string | null;
  readonly words: ErrorWords | null;
  readonly attempts: number;
  readonly queuedMs: number;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
}

/** How many jobs are in each state. */
export type FarmCounts = Readonly<Record<FarmJobState, number>>;

/** A worker as it tells of itself; whoever has not told for half a minute is no longer listed, a refused one for ten. */
export interface FarmWorkerInfo {
  readonly id: string;
  /** For people: the machine's name and the process. */
  readonly name: string;
  readonly program: string;
  readonly provider: string;
  readonly slots: number;
  readonly running: readonly {
    readonly id: string;
    readonly name: string;
    readonly progress: JobProgress | null;
  }[];
  readonly doneCount: number;
  /** Frames per second over the worker's life; null before its first clip. */
  readonly framesPerSec: number | null;
  readonly startedMs: number;
  /** What it waits for, in one sentence: a shared folder that is gone; null where all is well. */
  readonly trouble: WordedFailure | null;
  /** Why it was refused and has ended, in one sentence; null of one that works. */
  readonly refusal: WordedFailure | null;
}

/** What ended or moved, for whoever waits for it. */
export type FarmEvent =
  | { readonly kind: 'progress'; readonly id: string; readonly progress: FarmProgress }
  | { readonly kind: 'done'; readonly id: string; readonly result: FarmResult }
  | ({ readonly kind: 'failed'; readonly id: string } & WordedFailure)
  /** Something may have been missed (the connection was lost): ask for the states anew. */
  | { readonly kind: 'gap' };

/** The queue of many machines, as those see it who hand in and look on. Rejections are `FodvidError`s. */
export interface FarmQueue {
  /** Throws where the queue belongs to another version of the program that still has jobs in it. */
  admit(program: ProgramIdentity): Promise<void>;
  /**
   * Claims a result's folder for some content; true where it is (or was already) that content's own. The first one wins.
   */
  claimFolders(claims: readonly { readonly folder: string; readonly content: string }[]): Promise<boolean[]>;
  /**
   * Adds jobs at the end; one that waits, runs or is done keeps its place, a failed one waits again.
   */
  add(jobs: readonly NewFarmJob[]): Promise<void>;
  counts(): Promise<FarmCounts>;
  /** Entries of one state from the oldest on; `end` is the first one no longer wanted. */
  list(state: FarmJobState, first: number, end: number): Promise<FarmEntry[]>;
  /** The ids of one state, in no order. */
  ids(state: FarmJobState): Promise<string[]>;
  get(id: string): Promise<FarmEntry | null>;
  workers(): Promise<FarmWorkerInfo[]>;
  /** Lists a worker that was refused, for some minutes, so that people see why it does not work. */
  tellRefusal(info: FarmWorkerInfo): Promise<void>;
  /** Strikes the earlier refusal of a worker that was admitted off the list. */
  forgetRefusal(id: string): Promise<void>;
  /** Returns a function that ends the listening. */
  watch(listener: (event: FarmEvent) => void): Promise<() => Promise<void>>;
  /** Puts failed jobs back to waiting, all where none are named; returns how many. */
  retry(ids?: readonly string[]): Promise<number>;
  /** Takes waiting jobs out and stops running ones, all where none are named; returns how many. */
  cancel(ids?: readonly string[]): Promise<number>;
  /** Forgets waiting, finished and failed jobs; results stay where they are. Returns how many. */
  drain(): Promise<number>;
  /** Forgets a finished or failed job, so that it can be added again. */
  forget(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** A job in the hands of a worker. */
export interface TakenJob {
  readonly id: string;
  /** Checked; null where the message is none of ours. */
  readonly job: FarmJob | null;
  /** Why a message is none of ours. */
  readonly problem: string | null;
  /** Names this taking of the job: another taking has another. */
  readonly lease: string;
  /** Aborted when the job is cancelled, or when its lease was lost. */
  readonly signal: AbortSignal;
  report(progress: FarmProgress): void;
  /** Where chunks of a long clip are offered to others. */
  readonly chunks: ChunkBoard;
  /** Whether this taking still counts: the lock is held, and nobody has taken the job since. */
  holds(): Promise<boolean>;
}

/** What becomes of a job when its worker is through with it. */
export type TakenEnd =
  | { readonly kind: 'done'; readonly result: FarmResult }
  /** `final`: another attempt would end the same way. */
  | ({ readonly kind: 'failed'; readonly final: boolean } & WordedFailure)
  /** Back to the head of the queue for another worker, without counting as an attempt. */
  | { readonly kind: 'returned' };

/** Takes jobs one after the other, as many at once as there are slots. */
export interface FarmConsumer {
  /** Tells of this worker; it is listed for half a minute. */
  announce(info: FarmWorkerInfo): Promise<void>;
  /** Where others offer chunks of their clips. */
  readonly chunks: ChunkBoard;
  /** Takes no more jobs; resolves when those in hand, and `besides`, have ended. */
  stop(besides: Promise<void>): Promise<void>;
}

/** How a consumer works. */
export interface ConsumeOptions {
  readonly slots: number;
  /** Never rejects. */
  readonly work: (taken: TakenJob) => Promise<TakenEnd>;
  /** What a person should know: a lost connection, a lease that was lost. */
  readonly notify: (sentence: string) => void;
  readonly timing?: Partial<FarmTiming>;
}

/** How fast a farm notices what died; tests are less patient. */
export interface FarmTiming {
  /** A worker that has not renewed its lock for that long is thought dead. */
  readonly lockMs: number;
  /** How often locks are looked after. */
  readonly checkMs: number;
  /** How often what was computed of a clip is copied to the share. */
  readonly keepMs: number;
  /** How often a worker without a clip looks for chunks of others. */
  readonly helpMs: number;
}

/** The sentence of a clip that a person cancelled. */
export const cancelledSentence = 'Cancelled.';

export const defaultTiming: FarmTiming = { lockMs: 30_000, checkMs: 15_000, keepMs: 30_000, helpMs: 2_000 };

/** A job that failed, or whose worker vanished, that often goes to the dead-letter list. */
export const maxAttempts = 3;
export const maxVanished = 10;

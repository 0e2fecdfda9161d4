import { BlobTable } from './blobs.ts';
import type { BlobEntry, CacheStats } from './blobs.ts';
import { databasePath, explainSqliteError, isCorruption, openDatabase, setAside } from './database.ts';
import type { OpenDatabase } from './database.ts';
import { JobTable } from './job-table.ts';
import type { Job, JobOutcome, NewJob } from './job-table.ts';
import { QueueTable } from './queue-table.ts';
import { RunReviewTable } from './run-reviews.ts';
import { RunTable } from './run-table.ts';
import { TrainingTable } from './trainings.ts';
import type { CurvePoint, StoredTraining } from './trainings.ts';

/** Where the cache lies, how large it may grow, and who hears of repairs (one sentence each). */
export interface StoreOptions {
  readonly folder: string;
  readonly limitBytes: number;
  readonly notify?: (sentence: string) => void;
}

/**
 * The cache of stage outputs, the job queue and the history of runs, in one SQLite database that several processes
 * may use at once. All calls are synchronous; each throws a failed error of one sentence where the disk is full or
 * the folder cannot be written. A damaged database is set aside and rebuilt within the call that meets it.
 */
export interface Store {
  readonly folder: string;
  /** The bytes under a cache key; undefined where they were never stored, or have been evicted. */
  getBlob(key: string): Uint8Array | undefined;
  hasBlob(key: string): boolean;
  /** Stores all entries in one transaction; afterwards they survive the end of the process. */
  putBlobs(entries: readonly BlobEntry[]): void;
  stats(): CacheStats;
  /** Removes all stage outputs and trainings; jobs and runs stay. */
  clear(): void;
  enqueueJobs(jobs: readonly NewJob[]): number[];
  startJob(id: number): void;
  finishJob(id: number, outcome: JobOutcome): void;
  /** The latest jobs, newest first. */
  recentJobs(limit: number): Job[];
  /** The job that wrote last into `outDir`. */
  latestJobOf(outDir: string): Job | undefined;
  /** The folders that jobs of `clip` have written into, the latest first. */
  outDirsOf(clip: string): string[];
  /** The last state of the training of that key; undefined where there is none, or it has been finished. */
  loadTraining(key: string): StoredTraining | undefined;
  /** Replaces a training's state and adds to its learning curve, in one transaction. */
  saveTraining(key: string, training: StoredTraining, points: readonly CurvePoint[]): void;
  /** Drops the state of a training that is done; its learning curve stays. */
  finishTraining(key: string): void;
  /** The learning curve of a training, by step. */
  learningCurve(key: string): CurvePoint[];
  /** Works on the app's queue. */
  withQueue<T>(work: (queue: QueueTable) => T): T;
  /** Works on the history of runs. */
  withRuns<T>(work: (runs: RunTable) => T): T;
  /** Works on what people added to runs. */
  withReviews<T>(work: (reviews: RunReviewTable) => T): T;
  /** Changes how large the cache may grow, from the next entry on. */
  setLimit(limitBytes: number): void;
  close(): void;
}

interface Tables extends OpenDatabase {
  readonly blobs: BlobTable;
  readonly jobs: JobTable;
  readonly queue: QueueTable;
  readonly runs: RunTable;
  readonly reviews: RunReviewTable;
  readonly trainings: TrainingTable;
}

/** Opens the store in `folder`, made where missing. */
export function openStore(options: StoreOptions): Store {
  return new SqliteStore(options);
}

class SqliteStore implements Store {
  readonly folder: string;
  #limitBytes: number;
  readonly #notify: (sentence: string) => void;
  #tables: Tables;

  constructor({ folder, limitBytes, notify = () => undefined }: StoreOptions) {
    this.folder = folder;
    this.#limitBytes = limitBytes;
    this.#notify = notify;
    this.#tables = this.#openOrRebuild();
  }

  getBlob(key: string) {
    const bytes = this.#guard(({ blobs }) => blobs.get(key));
    if (bytes !== 'damaged') return bytes;
    this.#notify(
      `An entry of the cache in ${this.folder} was damaged and has been dropped; it is computed again.`,
    );
    return undefined;
  }

  hasBlob(key: string) {
    return this.#guard(({ blobs }) => blobs.has(key));
  }

  putBlobs(entries: readonly BlobEntry[]) {
    this.#guard(({ blobs }) => blobs.put(entries));
  }

  stats() {
    return this.#guard(({ blobs }) => blobs.stats());
  }

  clear() {
    this.#guard(({ blobs, trainings }) => {
      blobs.clear();
      trainings.clear();
    });
  }

  enqueueJobs(newJobs: readonly NewJob[]) {
    return this.#guard(({ jobs }) => jobs.enqueue(newJobs));
  }

  startJob(id: number) {
    this.#guard(({ jobs }) => jobs.start(id));
  }

  finishJob(id: number, outcome: JobOutcome) {
    this.#guard(({ jobs }) => jobs.finish(id, outcome));
  }

  recentJobs(limit: number) {
    return this.#guard(({ jobs }) => jobs.recent(limit));
  }

  latestJobOf(outDir: string) {
    return this.#guard(({ jobs }) => jobs.latestOfOutDir(outDir));
  }

  outDirsOf(clip: string) {
    return this.#guard(({ jobs }) => jobs.outDirsOf(clip));
  }

  loadTraining(key: string) {
    const training = this.#guard(({ trainings }) => trainings.load(key));
    if (training !== 'damaged') return training;
    this.#notify(
      `A training's state in ${this.folder} was damaged and has been dropped; it starts from the beginning.`,
    );
    return undefined;
  }

  saveTraining(key: string, training: StoredTraining, points: readonly CurvePoint[]) {
    this.#guard(({ trainings }) => trainings.save(key, training, points));
  }

  finishTraining(key: string) {
    this.#guard(({ trainings }) => trainings.finish(key));
  }

  learningCurve(key: string) {
    return this.#guard(({ trainings }) => trainings.curve(key));
  }

  withQueue<T>(work: (queue: QueueTable) => T): T {
    return this.#guard(({ queue }) => work(queue));
  }

  withRuns<T>(work: (runs: RunTable) => T): T {
    return this.#guard(({ runs }) => work(runs));
  }

  withReviews<T>(work: (reviews: RunReviewTable) => T): T {
    return this.#guard(({ reviews }) => work(reviews));
  }

  setLimit(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#tables.blobs.limitBytes = limitBytes;
  }

  close() {
    try {
      this.#tables.blobs.flushUses();
    } catch {
      // Times of use only order the eviction: they are not worth an error when everything else is done.
    }
    this.#tables.db.close();
  }

  /** Runs `work`; a database that shows itself damaged is rebuilt, and `work` runs once more. */
  #guard<T>(work: (tables: Tables) => T): T {
    try {
      return work(this.#tables);
    } catch (error) {
      if (!isCorruption(error)) throw explainSqliteError(error, this.folder);
      this.#rebuild(this.#tables);
      return work(this.#tables);
    }
  }

  #openOrRebuild(): Tables {
    try {
      return this.#open();
    } catch (error) {
      if (!isCorruption(error)) throw explainSqliteError(error, this.folder);
      this.#setAside(null);
      return this.#open();
    }
  }

  #open(): Tables {
    const opened = openDatabase(this.folder);
    const { db } = opened;
    try {
      const tables = {
        ...opened,
        blobs: new BlobTable(db, this.#limitBytes),
        jobs: new JobTable(db),
        queue: new QueueTable(db),
        runs: new RunTable(db),
        reviews: new RunReviewTable(db),
        trainings: new TrainingTable(db),
      };
      tables.jobs.markInterrupted();
      tables.blobs.enforceLimit();
      return tables;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  #rebuild({ db, inode }: Tables): void {
    db.close();
    this.#setAside(inode);
    this.#tables = this.#openOrRebuild();
  }

  #setAside(inode: number | null): void {
    const aside = setAside(this.folder, inode);
    if (aside === null) return;
    this.#notify(
      `The cache database ${databasePath(this.folder)} was damaged; it has been set aside as ${aside} and is ` +
        `rebuilt, so cached results are computed again.`,
    );
  }
}

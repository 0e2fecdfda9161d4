import type { Database } from 'better-sqlite3';
import { isAlive } from '../base/platform/process-alive.ts';

/** `interrupted`: the process that ran the job is gone without having finished it. */
export type JobState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** How a job can end; `error` is the sentence for people. */
export type JobOutcome =
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly error: string }
  | { readonly state: 'cancelled' };

/** What a job shall do. */
export interface NewJob {
  readonly clip: string;
  readonly outDir: string;
  /** The configuration as JSON text. */
  readonly config: string;
}

/** One row of the queue. */
export interface Job extends NewJob {
  readonly id: number;
  readonly state: JobState;
  readonly error: string | null;
  readonly queuedMs: number;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
}

const columns = `id, clip, out_dir AS outDir, config, state, error,
  queued_ms AS queuedMs, started_ms AS startedMs, finished_ms AS finishedMs`;

function prepareStatements(db: Database) {
  return {
    insert: db.prepare<[string, string, string, number, number]>(
      `INSERT INTO jobs (clip, out_dir, config, state, owner_pid, queued_ms) VALUES (?, ?, ?, 'queued', ?, ?)`,
    ),
    start: db.prepare<[number, number, number]>(
      `UPDATE jobs SET state = 'running', owner_pid = ?, started_ms = ? WHERE id = ?`,
    ),
    finish: db.prepare<[JobState, string | null, number, number]>(
      'UPDATE jobs SET state = ?, error = ?, finished_ms = ? WHERE id = ?',
    ),
    recent: db.prepare<[number], Job>(`SELECT ${columns} FROM jobs ORDER BY id DESC LIMIT ?`),
    latestOfOutDir: db.prepare<[string], Job>(
      `SELECT ${columns} FROM jobs WHERE out_dir = ? ORDER BY id DESC LIMIT 1`,
    ),
    outDirsOfClip: db.prepare<[string], { outDir: string }>(
      'SELECT out_dir AS outDir FROM jobs WHERE clip = ? GROUP BY out_dir ORDER BY max(id) DESC',
    ),
    open: db.prepare<[], { id: number; ownerPid: number }>(
      `SELECT id, owner_pid AS ownerPid FROM jobs WHERE state IN ('queued', 'running')`,
    ),
  };
}

/** The queue of jobs: who is to be run, is running, and how it ended. */
export class JobTable {
  readonly #db: Database;
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#db = db;
    this.#sql = prepareStatements(db);
  }

  /** Queues all jobs or none; returns their ids in order. */
  enqueue(jobs: readonly NewJob[]): number[] {
    const insert = ({ clip, outDir, config }: NewJob) =>
      Number(this.#sql.insert.run(clip, outDir, config, process.pid, Date.now()).lastInsertRowid);
    return this.#db.transaction(() => jobs.map(insert)).immediate();
  }

  start(id: number): void {
    this.#sql.start.run(process.pid, Date.now(), id);
  }

  finish(id: number, outcome: JobOutcome): void {
    this.#sql.finish.run(outcome.state, outcome.state === 'failed' ? outcome.error : null, Date.now(), id);
  }

  /** The latest jobs, newest first. */
  recent(limit: number): Job[] {
    return this.#sql.recent.all(limit);
  }

  /** The job that wrote last into `outDir`. */
  latestOfOutDir(outDir: string): Job | undefined {
    return this.#sql.latestOfOutDir.get(outDir);
  }

  /** The folders that jobs of `clip` have written into, the latest first. */
  outDirsOf(clip: string): string[] {
    return this.#sql.outDirsOfClip.all(clip).map(({ outDir }) => outDir);
  }

  /** Marks the open jobs of processes that no longer exist as interrupted. */
  markInterrupted(): void {
    for (const { id, ownerPid } of this.#sql.open.all()) {
      if (!isAlive(ownerPid)) this.#sql.finish.run('interrupted', null, Date.now(), id);
    }
  }
}

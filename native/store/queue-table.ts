import type { Database } from 'better-sqlite3';
import { isAlive } from '../base/platform/process-alive.ts';

/** `interrupted`: the process that ran the clip is gone without having finished it. */
export type QueueEntryState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'interrupted';

/** A clip that shall wait in the queue; `config` is JSON text. */
export interface NewQueueEntry {
  readonly clip: string;
  readonly name: string;
  readonly outDir: string;
  readonly config: string;
}

/** A clip in the queue. */
export interface QueueEntry extends NewQueueEntry {
  readonly id: number;
  readonly state: QueueEntryState;
  readonly error: string | null;
  /** `ErrorWords` as JSON text. */
  readonly errorWords: string | null;
  readonly runId: number | null;
  /** Starts since a person last asked for one. */
  readonly attempts: number;
  readonly queuedMs: number;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
  /** The job of other computers' queue that the clip is; null where this machine runs it. */
  readonly farmJob: string | null;
  /** The worker that runs or ran it there. */
  readonly farmWorker: string | null;
}

/** How a clip left off running. */
export type QueueOutcome =
  | { readonly state: 'done'; readonly runId: number }
  | { readonly state: 'failed'; readonly error: string; readonly errorWords?: string }
  | { readonly state: 'cancelled' | 'interrupted' };

const columns = `id, clip, name, out_dir AS outDir, config, state, error, error_words AS errorWords, run_id AS runId, attempts,
  queued_ms AS queuedMs, started_ms AS startedMs, finished_ms AS finishedMs, farm_job AS farmJob, farm_worker AS farmWorker`;

function prepareStatements(db: Database) {
  return {
    insert: db.prepare<[NewQueueEntry & { queuedMs: number }]>(
      `INSERT INTO queue (place, clip, name, out_dir, config, state, queued_ms)
       VALUES ((SELECT ifnull(max(place), 0) + 1 FROM queue), @clip, @name, @outDir, @config, 'waiting', @queuedMs)`,
    ),
    all: db.prepare<[], QueueEntry>(`SELECT ${columns} FROM queue ORDER BY place`),
    one: db.prepare<[number], QueueEntry>(`SELECT ${columns} FROM queue WHERE id = ?`),
    next: db.prepare<[], QueueEntry>(
      `SELECT ${columns} FROM queue WHERE state IN ('waiting', 'interrupted') AND farm_job IS NULL ORDER BY place LIMIT 1`,
    ),
    claim: db.prepare<[number, number, number]>(
      `UPDATE queue SET state = 'running', owner_pid = ?, started_ms = ?, finished_ms = NULL, error = NULL,
         error_words = NULL, attempts = attempts + 1
       WHERE id = ? AND state IN ('waiting', 'interrupted') AND farm_job IS NULL`,
    ),
    finish: db.prepare<[string, string | null, string | null, number | null, number, number]>(
      `UPDATE queue SET state = ?, error = ?, error_words = ?, run_id = ifnull(?, run_id), finished_ms = ? WHERE id = ?`,
    ),
    renew: db.prepare<[number]>(
      `UPDATE queue SET state = 'waiting', error = NULL, error_words = NULL, attempts = 0, started_ms = NULL, finished_ms = NULL
       WHERE id = ?`,
    ),
    configure: db.prepare<[string, string, number]>(
      `UPDATE queue SET config = ?, out_dir = ?, run_id = NULL
       WHERE id = ? AND state = 'waiting' AND farm_job IS NULL`,
    ),
    handOver: db.prepare<[string, string, number]>(
      `UPDATE queue SET farm_job = ?, farm_worker = NULL, out_dir = ?, state = 'waiting', error = NULL, error_words = NULL,
         run_id = NULL, attempts = 0, started_ms = NULL, finished_ms = NULL WHERE id = ? AND state <> 'running' AND (state <> 'done' OR farm_job IS NOT NULL)`,
    ),
    takeBack: db.prepare<[string, number]>(
      `UPDATE queue SET farm_job = NULL, farm_worker = NULL, out_dir = ? WHERE id = ? AND farm_job IS NOT NULL`,
    ),
    beginElsewhere: db.prepare<[string, number, number]>(
      `UPDATE queue SET state = 'running', farm_worker = ?, started_ms = ifnull(started_ms, ?)
       WHERE id = ? AND farm_job IS NOT NULL AND state IN ('waiting', 'running')`,
    ),
    forgetAttempts: db.prepare('UPDATE queue SET attempts = 0'),
    remove: db.prepare<[number]>('DELETE FROM queue WHERE id = ?'),
    place: db.prepare<[number, number]>('UPDATE queue SET place = ? WHERE id = ?'),
    running: db.prepare<[], { id: number; ownerPid: number }>(
      `SELECT id, owner_pid AS ownerPid FROM queue WHERE state = 'running' AND farm_job IS NULL`,
    ),
    paused: db.prepare<[], { paused: number }>('SELECT paused FROM queue_switch'),
    setPaused: db.prepare<[number]>('UPDATE queue_switch SET paused = ?'),
  };
}

/** The app's queue of clips in its order, and whether it is paused. */
export class QueueTable {
  readonly #db: Database;
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#db = db;
    this.#sql = prepareStatements(db);
  }

  /** Appends all or none; returns their ids in order. */
  append(entries: readonly NewQueueEntry[]): number[] {
    const queuedMs = Date.now();
    const insert = (entry: NewQueueEntry) =>
      Number(this.#sql.insert.run({ ...entry, queuedMs }).lastInsertRowid);
    return this.#db.transaction(() => entries.map(insert)).immediate();
  }

  list(): QueueEntry[] {
    return this.#sql.all.all();
  }

  get(id: number): QueueEntry | undefined {
    return this.#sql.one.get(id);
  }

  /** Makes the first clip that waits (or was interrupted) this process's own; undefined where none does. */
  claimNext(): QueueEntry | undefined {
    return this.#db
      .transaction(() => {
        const next = this.#sql.next.get();
        if (next === undefined) return undefined;
        this.#sql.claim.run(process.pid, Date.now(), next.id);
        return this.#sql.one.get(next.id);
      })
      .immediate();
  }

  finish(id: number, outcome: QueueOutcome): void {
    const failed = outcome.state === 'failed' ? outcome : null;
    const runId = outcome.state === 'done' ? outcome.runId : null;
    this.#sql.finish.run(
      outcome.state,
      failed?.error ?? null,
      failed?.errorWords ?? null,
      runId,
      Date.now(),
      id,
    );
  }

  /** Puts a clip back to waiting, where said with another configuration. */
  renew(id: number, changed: Pick<NewQueueEntry, 'config' | 'outDir'> | null = null): void {
    this.#db
      .transaction(() => {
        this.#sql.renew.run(id);
        if (changed !== null) this.configure(id, changed);
      })
      .immediate();
  }

  /** Gives a waiting clip another configuration; false where it does not wait, and nothing was changed. */
  configure(id: number, { config, outDir }: Pick<NewQueueEntry, 'config' | 'outDir'>): boolean {
    return this.#sql.configure.run(config, outDir, id).changes > 0;
  }

  /** Makes a clip a job of other computers; false where it runs, or was done here, and nothing was changed. */
  handOver(id: number, { farmJob, outDir }: { readonly farmJob: string; readonly outDir: string }): boolean {
    return this.#sql.handOver.run(farmJob, outDir, id).changes > 0;
  }

  /** Makes a clip of other computers one of this machine again; it waits. */
  takeBack(id: number, outDir: string): void {
    this.#db
      .transaction(() => {
        if (this.#sql.takeBack.run(outDir, id).changes > 0) this.#sql.renew.run(id);
      })
      .immediate();
  }

  /** A worker has taken a clip that was handed over. */
  beginElsewhere(id: number, worker: string): void {
    this.#sql.beginElsewhere.run(worker, Date.now(), id);
  }

  /** A person asked for a start: earlier ones no longer count. */
  forgetAttempts(): void {
    this.#sql.forgetAttempts.run();
  }

  remove(ids: readonly number[]): void {
    this.#db.transaction(() => ids.forEach((id) => this.#sql.remove.run(id))).immediate();
  }

  /** Moves a clip to a place in the order, 0 the first; beyond the end is the end. */
  move(id: number, toIndex: number): void {
    this.#db
      .transaction(() => {
        const others = this.#sql.all
          .all()
          .map((entry) => entry.id)
          .filter((other) => other !== id);
        others.splice(toIndex, 0, id);
        others.forEach((other, place) => this.#sql.place.run(place, other));
      })
      .immediate();
  }

  get paused(): boolean {
    return this.#sql.paused.get()!.paused !== 0;
  }

  setPaused(paused: boolean): void {
    this.#sql.setPaused.run(Number(paused));
  }

  /** Marks the running clips of processes that are gone, and of this one, which has just started, as interrupted. */
  markInterrupted(): void {
    for (const { id, ownerPid } of this.#sql.running.all())
      if (ownerPid === process.pid || !isAlive(ownerPid)) this.finish(id, { state: 'interrupted' });
  }
}

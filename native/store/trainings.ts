import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';

/** A training under way: the steps done and everything that the next ones depend on. */
export interface StoredTraining {
  readonly step: number;
  readonly state: Uint8Array;
}

/** The losses of one step by branch of the schedule (paper, Algorithm 1); null where the batch had none of it. */
export interface CurvePoint {
  readonly step: number;
  readonly lossOwn: number | null;
  readonly lossWarped: number | null;
}

function prepareStatements(db: Database) {
  return {
    load: db.prepare<[string], { id: number; step: number; state: Uint8Array; crc32: number }>(
      'SELECT id, step, state, crc32 FROM trainings WHERE key = ? AND state IS NOT NULL',
    ),
    save: db.prepare<[string, number, Uint8Array, number], { id: number }>(
      `INSERT INTO trainings (key, step, state, crc32) VALUES (?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET step = excluded.step, state = excluded.state, crc32 = excluded.crc32
       RETURNING id`,
    ),
    drop: db.prepare<[string]>('UPDATE trainings SET state = NULL WHERE key = ?'),
    forgetAfter: db.prepare<[number, number]>(
      'DELETE FROM training_points WHERE training_id = ? AND step > ?',
    ),
    addPoint: db.prepare<[number, number, number | null, number | null]>(
      `INSERT OR REPLACE INTO training_points (training_id, step, loss_own, loss_warped) VALUES (?, ?, ?, ?)`,
    ),
    curve: db.prepare<[string], CurvePoint>(
      `SELECT training_points.step AS step, loss_own AS lossOwn, loss_warped AS lossWarped
       FROM training_points JOIN trainings ON trainings.id = training_id WHERE key = ? ORDER BY 1`,
    ),
    clear: db.prepare('DELETE FROM trainings'),
  };
}

/** Trainings under way, by key, and the learning curves of all. */
export class TrainingTable {
  readonly #db: Database;
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#db = db;
    this.#sql = prepareStatements(db);
  }

  /** The last state that was saved; 'damaged' (and dropped) where it is not what was written. */
  load(key: string): StoredTraining | 'damaged' | undefined {
    const row = this.#sql.load.get(key);
    if (row === undefined) return undefined;
    const { step, state } = row;
    if (crc32(state) === row.crc32)
      return { step, state: new Uint8Array(state.buffer, state.byteOffset, state.byteLength) };
    this.#sql.drop.run(key);
    return 'damaged';
  }

  /** Replaces the state and adds the points, all or nothing; points of later steps than the state's are forgotten. */
  save(key: string, { step, state }: StoredTraining, points: readonly CurvePoint[]): void {
    this.#db
      .transaction(() => {
        const { id } = this.#sql.save.get(key, step, state, crc32(state))!;
        for (const point of points) this.#sql.addPoint.run(id, point.step, point.lossOwn, point.lossWarped);
        this.#sql.forgetAfter.run(id, step);
      })
      .immediate();
  }

  finish(key: string): void {
    this.#sql.drop.run(key);
  }

  curve(key: string): CurvePoint[] {
    return this.#sql.curve.all(key);
  }

  clear(): void {
    this.#sql.clear.run();
  }
}

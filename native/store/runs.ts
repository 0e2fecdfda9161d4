import type { Database } from 'better-sqlite3';

/** A finished run of one clip; `config` and `report` are JSON texts. */
export interface RunRecord {
  readonly clip: string;
  readonly outDir: string;
  readonly config: string;
  readonly report: string;
  readonly startedMs: number;
  readonly finishedMs: number;
}

function prepareStatements(db: Database) {
  return {
    insert: db.prepare<[RunRecord]>(
      `INSERT INTO runs (clip, out_dir, config, report, started_ms, finished_ms)
       VALUES (@clip, @outDir, @config, @report, @startedMs, @finishedMs)`,
    ),
    recent: db.prepare<[number], RunRecord>(
      `SELECT clip, out_dir AS outDir, config, report, started_ms AS startedMs, finished_ms AS finishedMs
       FROM runs ORDER BY id DESC LIMIT ?`,
    ),
  };
}

/** The history of finished runs. */
export class RunTable {
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#sql = prepareStatements(db);
  }

  record(run: RunRecord): void {
    this.#sql.insert.run(run);
  }

  /** The latest runs, newest first. */
  recent(limit: number): RunRecord[] {
    return this.#sql.recent.all(limit);
  }
}

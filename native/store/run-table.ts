import type { Database } from 'better-sqlite3';

/** A finished run of one clip; `config` and `report` are JSON texts. */
interface RunRow {
  readonly id: number;
  readonly clip: string;
  readonly outDir: string;
  readonly config: string;
  readonly report: string;
  readonly startedMs: number;
  readonly finishedMs: number;
}

const columns = `id, clip, out_dir AS outDir, config, report, started_ms AS startedMs, finished_ms AS finishedMs`;

function prepareStatements(db: Database) {
  return {
    insert: db.prepare<[Omit<RunRow, 'id'>]>(
      `INSERT INTO runs (clip, out_dir, config, report, started_ms, finished_ms)
       VALUES (@clip, @outDir, @config, @report, @startedMs, @finishedMs)`,
    ),
    recent: db.prepare<[number], RunRow>(`SELECT ${columns} FROM runs ORDER BY id DESC LIMIT ?`),
    one: db.prepare<[number], RunRow>(`SELECT ${columns} FROM runs WHERE id = ?`),
    has: db.prepare<[number], number>('SELECT 1 FROM runs WHERE id = ?').pluck(),
    latest: db
      .prepare<[], number>('SELECT max(id) AS id FROM runs GROUP BY out_dir COLLATE NOCASE ORDER BY id DESC')
      .pluck(),
    latestOfOutDir: db.prepare<[string], RunRow>(
      `SELECT ${columns} FROM runs WHERE out_dir = ? COLLATE NOCASE ORDER BY id DESC LIMIT 1`,
    ),
    forget: db.prepare<[number]>(
      `DELETE FROM runs WHERE out_dir = (SELECT out_dir FROM runs WHERE id = ?) COLLATE NOCASE`,
    ),
  };
}

/** The history of finished runs. */
export class RunTable {
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#sql = prepareStatements(db);
  }

  /** Returns the run's id. */
  record(run: Omit<RunRow, 'id'>): number {
    return Number(this.#sql.insert.run(run).lastInsertRowid);
  }

  /** The latest runs, newest first. */
  recent(limit: number): RunRow[] {
    return this.#sql.recent.all(limit);
  }

  get(id: number): RunRow | undefined {
    return this.#sql.one.get(id);
  }

  has(id: number): boolean {
    return this.#sql.has.get(id) !== undefined;
  }

  /** The id of the last run of every output folder, newest first: what earlier ones wrote there is gone. */
  latest(): number[] {
    return this.#sql.latest.all();
  }

  latestOfOutDir(outDir: string): RunRow | undefined {
    return this.#sql.latestOfOutDir.get(outDir);
  }

  /** Forgets a run and the earlier ones of its output folder. */
  forget(id: number): void {
    this.#sql.forget.run(id);
  }
}

import type { Database } from 'better-sqlite3';

/** What a person added to a run; `scores` is JSON text. */
export interface RunReview {
  /** Goes up whenever what the run shows has changed. */
  readonly revision: number;
  readonly truthDir: string | null;
  readonly scores: string | null;
}

function prepareStatements(db: Database) {
  return {
    get: db.prepare<[number], RunReview>(
      'SELECT revision, truth_dir AS truthDir, scores FROM run_reviews WHERE run_id = ?',
    ),
    change: db.prepare<[number, string | null, string | null]>(
      `INSERT INTO run_reviews (run_id, revision, truth_dir, scores) VALUES (?, 1, ?, ?)
       ON CONFLICT (run_id) DO UPDATE
         SET revision = revision + 1, truth_dir = excluded.truth_dir, scores = excluded.scores`,
    ),
  };
}

const untouched: RunReview = { revision: 0, truthDir: null, scores: null };

/** What people added to the runs of the history; it goes when the run is forgotten. */
export class RunReviewTable {
  readonly #sql: ReturnType<typeof prepareStatements>;

  constructor(db: Database) {
    this.#sql = prepareStatements(db);
  }

  get(runId: number): RunReview {
    return this.#sql.get.get(runId) ?? untouched;
  }

  /** Replaces what is known of a run, which counts as a new revision. */
  change(runId: number, { truthDir, scores }: Pick<RunReview, 'truthDir' | 'scores'>): void {
    this.#sql.change.run(runId, truthDir, scores);
  }
}

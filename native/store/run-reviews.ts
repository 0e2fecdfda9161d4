import type { Database } from 'better-sqlite3';

/** What a person added to a run; `scores` is JSON text. */
export interface RunReview {
  /** Goes up whenever what the run shows has changed. */
  readonly revision: number;
  readonly truthDir: string | null;
  readonly scores: string | null;
  /** What the person decided about the masks; null before. */
  readonly decision: Decision | null;
  /** What the person calls the run; null: as its clip. */
  readonly name: string | null;
}

/** Whether a person takes a run's masks as they are. */
export type Decision = 'approved' | 'rejected';

function prepareStatements(db: Database) {
  return {
    get: db.prepare<[number], RunReview>(
      'SELECT revision, truth_dir AS truthDir, scores, decision, name FROM run_reviews WHERE run_id = ?',
    ),
    change: db.prepare<[number, string | null, string | null]>(
      `INSERT INTO run_reviews (run_id, revision, truth_dir, scores) VALUES (?, 1, ?, ?)
       ON CONFLICT (run_id) DO UPDATE
         SET revision = revision + 1, truth_dir = excluded.truth_dir, scores = excluded.scores`,
    ),
    decide: db.prepare<[number, Decision | null]>(
      `INSERT INTO run_reviews (run_id, revision, decision) VALUES (?, 0, ?)
       ON CONFLICT (run_id) DO UPDATE SET decision = excluded.decision`,
    ),
    rename: db.prepare<[number, string | null]>(
      `INSERT INTO run_reviews (run_id, revision, name) VALUES (?, 0, ?)
       ON CONFLICT (run_id) DO UPDATE SET name = excluded.name`,
    ),
  };
}

const untouched: RunReview = { revision: 0, truthDir: null, scores: null, decision: null, name: null };

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

  /** Notes what a person decided about a run's masks, or takes it back. */
  decide(runId: number, decision: Decision | null): void {
    this.#sql.decide.run(runId, decision);
  }

  /** Gives a run a name, or takes it back. */
  rename(runId: number, name: string | null): void {
    this.#sql.rename.run(runId, name);
  }
}

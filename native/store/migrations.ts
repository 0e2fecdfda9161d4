import type { Database } from 'better-sqlite3';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';

/**
 * Step i brings a database of version i to version i + 1; a step that was released is never edited.
 * A blob's bytes lie in a table of their own, for an update of `last_used` would rewrite the whole row.
 * Many file systems take upper and lower case for the same, so an output folder's owner is found either way.
 * `totals` keeps the sum of the sizes, so that the limit can be checked at every commit.
 * A training under way is one row that is written over, for its states are large; a finished one keeps its curve alone.
 * What a person adds to a run lies in a table of its own, so that the history of runs is written once.
 */
const steps: readonly string[] = [
  `CREATE TABLE blobs (
     id INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     stage TEXT NOT NULL,
     size_bytes INTEGER NOT NULL,
     crc32 INTEGER NOT NULL,
     last_used INTEGER NOT NULL
   );
   CREATE INDEX blobs_by_use ON blobs (last_used);
   CREATE TABLE payloads (
     blob_id INTEGER PRIMARY KEY REFERENCES blobs (id) ON DELETE CASCADE,
     bytes BLOB NOT NULL
   );
   CREATE TABLE totals (only INTEGER PRIMARY KEY CHECK (only = 1), size_bytes INTEGER NOT NULL);
   INSERT INTO totals VALUES (1, 0);
   CREATE TRIGGER blob_added AFTER INSERT ON blobs
     BEGIN UPDATE totals SET size_bytes = size_bytes + new.size_bytes; END;
   CREATE TRIGGER blob_removed AFTER DELETE ON blobs
     BEGIN UPDATE totals SET size_bytes = size_bytes - old.size_bytes; END;

   CREATE TABLE runs (
     id INTEGER PRIMARY KEY,
     clip TEXT NOT NULL,
     out_dir TEXT NOT NULL,
     config TEXT NOT NULL,
     report TEXT NOT NULL,
     started_ms INTEGER NOT NULL,
     finished_ms INTEGER NOT NULL
   );

   CREATE TABLE jobs (
     id INTEGER PRIMARY KEY,
     clip TEXT NOT NULL,
     out_dir TEXT NOT NULL COLLATE NOCASE,
     config TEXT NOT NULL,
     state TEXT NOT NULL
       CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
     error TEXT,
     owner_pid INTEGER NOT NULL,
     queued_ms INTEGER NOT NULL,
     started_ms INTEGER,
     finished_ms INTEGER
   );
   CREATE INDEX jobs_by_out_dir ON jobs (out_dir);
   CREATE INDEX jobs_by_clip ON jobs (clip);
   CREATE INDEX jobs_by_state ON jobs (state);`,
  `CREATE TABLE trainings (
     id INTEGER PRIMARY KEY,
     key TEXT NOT NULL UNIQUE,
     step INTEGER NOT NULL,
     state BLOB,
     crc32 INTEGER NOT NULL,
     saved_ms INTEGER NOT NULL
   );
   CREATE TABLE training_points (
     training_id INTEGER NOT NULL REFERENCES trainings (id) ON DELETE CASCADE,
     step INTEGER NOT NULL,
     loss_own REAL,
     loss_warped REAL,
     PRIMARY KEY (training_id, step)
   ) WITHOUT ROWID;`,
  `CREATE TABLE queue (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     place INTEGER NOT NULL,
     clip TEXT NOT NULL,
     name TEXT NOT NULL,
     out_dir TEXT NOT NULL,
     config TEXT NOT NULL,
     state TEXT NOT NULL
       CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled', 'interrupted')),
     error TEXT,
     run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,
     attempts INTEGER NOT NULL DEFAULT 0,
     owner_pid INTEGER,
     queued_ms INTEGER NOT NULL,
     started_ms INTEGER,
     finished_ms INTEGER
   );
   CREATE INDEX queue_by_run ON queue (run_id);
   CREATE TABLE queue_switch (only INTEGER PRIMARY KEY CHECK (only = 1), paused INTEGER NOT NULL);
   INSERT INTO queue_switch VALUES (1, 1);
   CREATE TABLE run_reviews (
     run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
     revision INTEGER NOT NULL,
     truth_dir TEXT,
     scores TEXT
   );
   CREATE INDEX runs_by_out_dir ON runs (out_dir COLLATE NOCASE);`,
  `ALTER TABLE run_reviews ADD COLUMN decision TEXT CHECK (decision IN ('approved', 'rejected'));`,
  `ALTER TABLE queue ADD COLUMN error_words TEXT;`,
  `ALTER TABLE run_reviews ADD COLUMN name TEXT;`,
  `ALTER TABLE queue ADD COLUMN farm_job TEXT;
   ALTER TABLE queue ADD COLUMN farm_worker TEXT;`,
  `ALTER TABLE trainings DROP COLUMN saved_ms;`,
];

/** The version that this program writes. */
export const schemaVersion = steps.length;

/** Brings the database to this program's version, each step in a transaction; a newer one is an error. */
export function migrate(db: Database, folder: string): void {
  if (versionOf(db) > schemaVersion) throw newerError(folder, versionOf(db));
  while (versionOf(db) < schemaVersion) applyNextStep(db);
}

const versionOf = (db: Database) => db.pragma('user_version', { simple: true }) as number;

function applyNextStep(db: Database): void {
  db.transaction(() => {
    // Another process may have been quicker while this one waited for the lock.
    const version = versionOf(db);
    if (version >= schemaVersion) return;
    db.exec(steps[version]!);
    db.pragma(`user_version = ${version + 1}`);
  }).exclusive();
}

const newerError = (folder: string, version: number) =>
  failedError(
    `The cache in ${folder} was written by a newer FODVid Studio (its version is ${version}, this program knows ` +
      `${schemaVersion}); update the program, or choose another folder.`,
    { words: errorWords('cache-newer', { folder }), advice: 'Name it with --cache DIR.' },
  );

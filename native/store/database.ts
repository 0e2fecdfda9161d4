import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Database } from 'better-sqlite3';
import { errorWords, type ErrorWords } from '../base/error-words.ts';
import { FodvidError, failedError } from '../base/errors.ts';
import { migrate } from './migrations.ts';

/** How long a process waits for another one's transaction before it gives up. */
const busyTimeoutMs = 60_000;

/** "FODV" in the database's header. */
const applicationId = 0x464f4456;

class ForeignDatabase extends Error {
  override readonly name = 'ForeignDatabase';
}

/** An open cache database, and the file that it was when it was opened. */
export interface OpenDatabase {
  readonly db: Database;
  readonly inode: number;
}

export const databasePath = (folder: string) => join(folder, 'cache.db');

/** Opens the folder's database, both made where missing, and brings it to this program's schema version. */
export function openDatabase(folder: string): OpenDatabase {
  makeFolder(folder);
  const db = new Sqlite(databasePath(folder), { timeout: busyTimeoutMs });
  try {
    prepare(db, folder);
    return { db, inode: statSync(databasePath(folder)).ino };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The version of the SQLite that is built in. */
export function sqliteVersion(): string {
  const db = new Sqlite(':memory:');
  const row = db.prepare<[], { version: string }>('SELECT sqlite_version() AS version').get()!;
  db.close();
  return row.version;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw explainSqliteError(error, folder);
  }
}

function prepare(db: Database, folder: string): void {
  // Both must precede the first table: blobs of 100 kB want large pages, and clearing must give the space back.
  db.pragma('page_size = 16384');
  db.pragma('auto_vacuum = INCREMENTAL');
  claim(db);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  migrate(db, folder);
}

/** Marks a new database as ours; one that is not new and lacks the mark is damaged, or another program's. */
function claim(db: Database): void {
  if (db.pragma('application_id', { simple: true }) === applicationId) return;
  const { count } = db.prepare<[], { count: number }>('SELECT count(*) AS count FROM sqlite_schema').get()!;
  if (count > 0) throw new ForeignDatabase('The database does not bear the mark of FODVid Studio.');
  db.pragma(`application_id = ${applicationId}`);
}

/**
 * Renames a corrupt database and its log to `cache.db.corrupt-<time>` and returns the new path; null where another
 * process has already put a new file in the place of the one with `inode`.
 */
export function setAside(folder: string, inode: number | null): string | null {
  const path = databasePath(folder);
  const current = statSync(path, { throwIfNoEntry: false })?.ino;
  if (current === undefined || (inode !== null && current !== inode)) return null;
  const aside = `${path}.corrupt-${new Date().toISOString().replaceAll(':', '-')}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (statSync(path + suffix, { throwIfNoEntry: false })) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}

/** Whether SQLite says that the file is damaged or no database at all. */
export function isCorruption(error: unknown): boolean {
  const code = codeOf(error);
  if (error instanceof ForeignDatabase || code === 'SQLITE_NOTADB') return true;
  // What SQLite says of a header with an impossible schema format has no code of its own.
  if (code === 'SQLITE_ERROR') return (error as Error).message === 'unsupported file format';
  return code.startsWith('SQLITE_CORRUPT');
}

const fullCodes = /^(SQLITE_FULL|SQLITE_IOERR_(WRITE|SHMSIZE|TRUNCATE|FSYNC)|ENOSPC|EDQUOT)$/;
const closedCodes = /^(SQLITE_(CANTOPEN|READONLY|PERM|AUTH).*|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT)$/;

/** A sentence for what can go wrong with a cache folder; other errors come back as they are. */
export function explainSqliteError(error: unknown, folder: string): unknown {
  if (error instanceof FodvidError) return error;
  const code = codeOf(error);
  const explained = (message: string, words: ErrorWords) => {
    const advice = 'Name another folder with --cache DIR.';
    return failedError(message, { stage: 'cache', words, advice }, { cause: error });
  };
  if (fullCodes.test(code))
    return explained(
      `The disk of the cache folder ${folder} is full, and what was computed so far is kept; free some space, ` +
        `delete that folder, or choose another.`,
      errorWords('cache-full', { folder }),
    );
  if (closedCodes.test(code))
    return explained(
      `The cache folder ${folder} cannot be written (${code}); choose another.`,
      errorWords('cache-unwritable', { folder, reason: code }),
    );
  if (code === 'SQLITE_BUSY')
    return explained(
      `Another process has kept the cache in ${folder} locked for ${busyTimeoutMs / 1000} seconds; end it, or ` +
        `choose another folder.`,
      errorWords('cache-locked', { folder }),
    );
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

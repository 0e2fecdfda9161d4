import { crc32 } from 'node:zlib';
import type { Database } from 'better-sqlite3';

/** One stage's output, ready to be stored under its cache key. */
export interface BlobEntry {
  readonly key: string;
  readonly stage: string;
  readonly bytes: Uint8Array;
}

/** How much the cache holds, altogether and per stage. */
export interface CacheStats extends StageStats {
  readonly perStage: Readonly<Record<string, StageStats>>;
}

export interface StageStats {
  readonly entries: number;
  readonly sizeBytes: number;
}

/** So many reads are remembered before their times of use are written, in one transaction. */
const maxPendingUses = 512;
/** So many of the oldest entries are listed at once when space must be freed. */
const evictionBatch = 64;

/** The SQL of the blob tables, compiled once per database. */
function prepareStatements(db: Database) {
  return {
    read: db.prepare<[string], { bytes: Uint8Array; crc32: number }>(
      'SELECT bytes, crc32 FROM blobs JOIN payloads ON payloads.blob_id = blobs.id WHERE key = ?',
    ),
    has: db.prepare<[string], { found: 1 }>('SELECT 1 AS found FROM blobs WHERE key = ?'),
    touch: db.prepare<[number, string]>('UPDATE blobs SET last_used = ? WHERE key = ?'),
    remove: db.prepare<[string]>('DELETE FROM blobs WHERE key = ?'),
    insert: db.prepare<[string, string, number, number, number]>(
      'INSERT INTO blobs (key, stage, size_bytes, crc32, last_used) VALUES (?, ?, ?, ?, ?)',
    ),
    insertPayload: db.prepare<[number | bigint, Uint8Array]>(
      'INSERT INTO payloads (blob_id, bytes) VALUES (?, ?)',
    ),
    oldest: db.prepare<[], { key: string; sizeBytes: number }>(
      `SELECT key, size_bytes AS sizeBytes FROM blobs ORDER BY last_used LIMIT ${evictionBatch}`,
    ),
    total: db.prepare<[], { sizeBytes: number }>('SELECT size_bytes AS sizeBytes FROM totals'),
    perStage: db.prepare<[], StageStats & { stage: string }>(
      `SELECT stage, count(*) AS entries, sum(size_bytes) AS sizeBytes FROM blobs GROUP BY stage ORDER BY stage`,
    ),
  };
}

/**
 * The cached stage outputs of one database. When their sum exceeds `limitBytes`, the least recently used leave;
 * what this process wrote or read last is therefore the last to go.
 */
export class BlobTable {
  /** How large the sum of the entries may be. */
  limitBytes: number;
  readonly #db: Database;
  readonly #sql: ReturnType<typeof prepareStatements>;
  readonly #pendingUses = new Map<string, number>();
  #lastTime = 0;

  constructor(db: Database, limitBytes: number) {
    this.#db = db;
    this.limitBytes = limitBytes;
    this.#sql = prepareStatements(db);
  }

  /** The bytes under `key`; 'damaged' (and no longer stored) where they are not what was written. */
  get(key: string): Uint8Array | 'damaged' | undefined {
    const row = this.#sql.read.get(key);
    if (row === undefined) return undefined;
    if (crc32(row.bytes) !== row.crc32) {
      this.#sql.remove.run(key);
      return 'damaged';
    }
    this.#pendingUses.set(key, this.#nextTime());
    if (this.#pendingUses.size >= maxPendingUses) this.flushUses();
    return new Uint8Array(row.bytes.buffer, row.bytes.byteOffset, row.bytes.byteLength);
  }

  has(key: string): boolean {
    return this.#sql.has.get(key) !== undefined;
  }

  /** Stores all entries or none, and makes room for them. */
  put(entries: readonly BlobEntry[]): void {
    this.#db
      .transaction(() => {
        for (const entry of entries) this.#putOne(entry);
        this.#writeUses();
        this.#evict();
      })
      .immediate();
    this.#pendingUses.clear();
  }

  /** Writes the remembered times of use. */
  flushUses(): void {
    if (this.#pendingUses.size === 0) return;
    this.#db.transaction(() => this.#writeUses()).immediate();
    this.#pendingUses.clear();
  }

  /** Evicts down to the limit, which may have been lowered, and gives free pages back to the disk. */
  enforceLimit(): void {
    if (this.#total() <= this.limitBytes) return;
    this.#db.transaction(() => this.#evict()).immediate();
    this.#shrinkFile();
  }

  stats(): CacheStats {
    const rows = this.#sql.perStage.all();
    const sum = (field: keyof StageStats) => rows.reduce((total, row) => total + row[field], 0);
    const perStage = Object.fromEntries(
      rows.map(({ stage, entries, sizeBytes }) => [stage, { entries, sizeBytes }]),
    );
    return { entries: sum('entries'), sizeBytes: sum('sizeBytes'), perStage };
  }

  /** Removes every entry and gives the space back to the disk. */
  clear(): void {
    this.#pendingUses.clear();
    this.#db.transaction(() => this.#db.exec('DELETE FROM payloads; DELETE FROM blobs;')).immediate();
    this.#shrinkFile();
  }

  #putOne({ key, stage, bytes }: BlobEntry): void {
    // A key names its content: what another process has stored meanwhile is the same.
    if (this.#sql.touch.run(this.#nextTime(), key).changes > 0) return;
    const { lastInsertRowid } = this.#sql.insert.run(
      key,
      stage,
      bytes.byteLength,
      crc32(bytes),
      this.#nextTime(),
    );
    this.#sql.insertPayload.run(lastInsertRowid, bytes);
  }

  #writeUses(): void {
    for (const [key, time] of this.#pendingUses) this.#sql.touch.run(time, key);
  }

  #evict(): void {
    let excessBytes = this.#total() - this.limitBytes;
    while (excessBytes > 0) {
      for (const { key, sizeBytes } of this.#sql.oldest.all()) {
        if (excessBytes <= 0) return;
        this.#sql.remove.run(key);
        excessBytes -= sizeBytes;
      }
    }
  }

  #total(): number {
    return this.#sql.total.get()!.sizeBytes;
  }

  #shrinkFile(): void {
    this.#db.exec('PRAGMA incremental_vacuum');
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
  }

  /** Microseconds since 1970, strictly increasing, so that every use has its place in the order. */
  #nextTime(): number {
    this.#lastTime = Math.max(Date.now() * 1000, this.#lastTime + 1);
    return this.#lastTime;
  }
}

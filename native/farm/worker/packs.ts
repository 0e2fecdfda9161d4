import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { EntryName } from '../../pipeline/frame-chunks.ts';
import type { BlobEntry } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';

/** Bytes in one pack; the head is small beside them. */
const PACK_BYTES = 64e6;

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const curvePoint = z.object({
  step: z.int().min(0),
  lossOwn: z.number().nullable(),
  lossWarped: z.number().nullable(),
});
/** What stands before the bytes of a file: which entries they are, one after the other. */
const head = z.object({
  crc32: z.int(),
  entries: z.array(z.object({ key: hex, stage: z.string().max(100), sizeBytes: z.int().min(0) })),
  /** Of a training under way, whose state the only entry is. */
  training: z.object({ step: z.int().min(0), points: z.array(curvePoint) }).nullable(),
});
export type PackedTraining = z.infer<typeof head>['training'];

/** What of a store lies in one file of the share. */
interface Pack {
  readonly entries: readonly BlobEntry[];
  /** The training whose state the only entry is. */
  readonly training: PackedTraining;
}

function encodePack({ entries, training }: Pack): Buffer {
  const bytes = Buffer.concat(entries.map((entry) => entry.bytes));
  const listed = entries.map(({ key, stage, bytes: { length } }) => ({ key, stage, sizeBytes: length }));
  const text = Buffer.from(JSON.stringify({ crc32: crc32(bytes), entries: listed, training }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return Buffer.concat([size, text, bytes]);
}

/** Null for a file that is none, or that was cut off or damaged: what it held is computed again. */
function decodePack(file: Buffer): Pack | null {
  try {
    const textEnd = 4 + file.readUInt32LE(0);
    const { crc32: sum, entries, training } = head.parse(JSON.parse(file.toString('utf8', 4, textEnd)));
    const bytes = file.subarray(textEnd);
    if (crc32(bytes) !== sum) return null;
    let at = 0;
    const read = entries.map(({ key, stage, sizeBytes }) => ({
      key,
      stage,
      bytes: new Uint8Array(bytes.subarray(at, (at += sizeBytes))),
    }));
    return at === bytes.length ? { entries: read, training } : null;
  } catch {
    return null;
  }
}

/** Writes one pack, whole or not at all; throws the system's error where the share fails. */
export async function writePack(folder: string, name: string, pack: Pack): Promise<void> {
  const path = join(folder, `${name}.part`);
  await writeFile(path, encodePack(pack));
  await rename(path, join(folder, `${name}.pack`));
}

/** How many bytes may still be written; counted down. */
export interface Room {
  leftBytes: number;
}

/** Writes what the store has of the entries in packs whose names begin with `prefix`; what is beyond `room` is left out. */
export async function writePacks(
  store: Store,
  folder: string,
  prefix: string,
  names: readonly EntryName[],
  room: Room,
): Promise<void> {
  const own = randomUUID();
  for (let at = 0, count = 0; at < names.length; count++) {
    const entries: BlobEntry[] = [];
    for (let sizeBytes = 0; at < names.length && sizeBytes < PACK_BYTES; at++) {
      const { key, stage } = names[at]!;
      const bytes = store.getBlob(key);
      if (bytes === undefined || bytes.length > room.leftBytes) continue;
      room.leftBytes -= bytes.length;
      entries.push({ key, stage, bytes });
      sizeBytes += bytes.length;
    }
    if (entries.length > 0)
      await writePack(folder, `${prefix}${own}-${String(count).padStart(6, '0')}`, {
        entries,
        training: null,
      });
  }
}

/** Puts what the packs whose names begin with `prefix` hold into the store; what is damaged is left out. */
export async function takePacks(folder: string, store: Store, prefix = ''): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.startsWith(prefix) && file.endsWith('.pack'));
  for (const name of files.sort()) {
    const pack = decodePack(await readFile(join(folder, name)));
    if (pack === null) continue;
    const { entries, training } = pack;
    if (training === null) store.putBlobs(entries.filter(({ key }) => !store.hasBlob(key)));
    else
      for (const { key, bytes } of entries)
        if ((store.loadTraining(key)?.step ?? -1) < training.step)
          store.saveTraining(key, { step: training.step, state: bytes }, training.points);
  }
}

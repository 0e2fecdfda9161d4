import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { BlobEntry } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import type { CurvePoint } from '../../store/trainings.ts';

/** How often what was computed is copied to the share. */
const FLUSH_MS = 30_000;
/** What one worker keeps of a clip at most; what a long clip has beyond is computed again. */
const CLIP_BYTES = 2e9;
/** Bytes in one file of the checkpoint; the head is small beside them. */
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
type Training = z.infer<typeof head>['training'];

interface Pack {
  readonly entries: readonly BlobEntry[];
  readonly training: Training;
}

/** What of a clip is kept on the share, so that another machine goes on where this one died. */
export interface ShareCheckpoint {
  /** The worker's own store; what is put into it is copied to the share from time to time. */
  readonly store: Store;
  /** Copies what was not copied yet. Never rejects: a share that fails costs no more than the checkpoint. */
  flush(): Promise<void>;
  /** Ends the copying, after a last time where another machine shall go on. */
  close(isOver: boolean): Promise<void>;
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

/** Puts what other machines computed of the clip into this one's store. */
async function restore(folder: string, store: Store): Promise<void> {
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.pack')).sort()) {
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

/**
 * Opens the checkpoint of a clip in a folder of the share, and first takes over what lies there. `notify` hears once where
 * the share fails; the clip then goes on without.
 */
export async function openShareCheckpoint(
  store: Store,
  folder: string,
  notify: (sentence: string) => void,
  flushMs = FLUSH_MS,
): Promise<ShareCheckpoint> {
  const own = randomUUID();
  const keys: { key: string; stage: string }[] = [];
  let training: { key: string; step: number; points: CurvePoint[] } | null = null;
  let count = 0;
  let roomBytes = CLIP_BYTES;
  let told = false;
  let flushing: Promise<void> = Promise.resolve();

  async function write(name: string, pack: Pack): Promise<void> {
    const path = join(folder, `${name}.part`);
    await writeFile(path, encodePack(pack));
    await rename(path, join(folder, `${name}.pack`));
  }
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!told)
        notify(
          `What was computed cannot be kept on the share (${(error as Error).message}); another machine would start the clip over.`,
        );
      told = true;
    }
  }
  async function copy(): Promise<void> {
    while (keys.length > 0) {
      const entries: BlobEntry[] = [];
      for (let sizeBytes = 0; keys.length > 0 && sizeBytes < PACK_BYTES;) {
        const { key, stage } = keys.shift()!;
        const bytes = store.getBlob(key);
        if (bytes === undefined || bytes.length > roomBytes) continue;
        roomBytes -= bytes.length;
        entries.push({ key, stage, bytes });
        sizeBytes += bytes.length;
      }
      await write(`${String(count++).padStart(6, '0')}-${own}`, { entries, training: null });
    }
    if (training === null) return;
    const { key, step, points } = training;
    const state = store.loadTraining(key)?.state;
    training = null;
    if (state !== undefined)
      await write(`training-${own}`, {
        entries: [{ key, stage: 'training', bytes: state }],
        training: { step, points },
      });
  }
  const flush = () => (flushing = flushing.then(() => attempt(copy)));

  await attempt(async () => {
    await mkdir(folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await restore(folder, store);
  });
  const timer = setInterval(() => void flush(), flushMs).unref();
  return {
    store: new Proxy(store, {
      get(target, name) {
        if (name === 'putBlobs')
          return (entries: readonly BlobEntry[]) => {
            target.putBlobs(entries);
            keys.push(...entries.map(({ key, stage }) => ({ key, stage })));
          };
        if (name === 'saveTraining')
          return (...[key, state, points]: Parameters<Store['saveTraining']>) => {
            target.saveTraining(key, state, points);
            training = { key, step: state.step, points: target.learningCurve(key) };
          };
        if (name === 'finishTraining')
          return (key: string) => {
            target.finishTraining(key);
            training = null;
            void attempt(() => rm(join(folder, `training-${own}.pack`), { force: true }));
          };
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    }),
    flush,
    close(isOver) {
      clearInterval(timer);
      return isOver ? flushing : flush();
    },
  };
}

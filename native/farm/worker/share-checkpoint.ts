import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameRange } from '../../base/frame-indices.ts';
import type { EntryName } from '../../pipeline/frame-chunks.ts';
import type { BlobEntry } from '../../store/blobs.ts';
import type { Store } from '../../store/store.ts';
import type { CurvePoint } from '../../store/trainings.ts';
import { takePacks, writePack, writePacks } from './packs.ts';

/** What one worker keeps of a clip at most; what a long clip has beyond is computed again. */
const CLIP_BYTES = 2e9;

/** Begins the names of packs that whoever computes a chunk of the clip takes over first. */
const beginning = 'begin-';
const chunkPrefix = ({ first, last }: FrameRange) => `chunk-${first}-${last}-`;

/** What of a clip is kept on the share, so that another machine goes on where this one died. */
export interface ShareCheckpoint {
  /** The worker's own store; what is put into it is copied to the share from time to time. */
  readonly store: Store;
  /** Copies entries of the store that machines which compute chunks of the clip need. Never rejects. */
  begin(names: readonly EntryName[]): Promise<void>;
  /** Puts what another machine computed of a chunk into the worker's own store. Never rejects. */
  take(chunk: FrameRange): Promise<void>;
  /** Copies what was not copied yet. Never rejects: a share that fails costs no more than the checkpoint. */
  flush(): Promise<void>;
  /** Ends the copying, after a last time where another machine shall go on. */
  close(isOver: boolean): Promise<void>;
}

/**
 * Opens the checkpoint of a clip in a folder of the share, and first takes over what lies there. `notify` hears once where
 * the share fails; the clip then goes on without. What is computed is copied every `keepMs`.
 */
export async function openShareCheckpoint(
  store: Store,
  folder: string,
  notify: (sentence: string) => void,
  keepMs: number,
): Promise<ShareCheckpoint> {
  const own = randomUUID();
  const names: EntryName[] = [];
  let training: { key: string; step: number; points: CurvePoint[] } | null = null;
  const room = { leftBytes: CLIP_BYTES };
  let told = false;
  let flushing: Promise<void> = Promise.resolve();

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
    const taken = names.splice(0);
    await writePacks(store, folder, 'frames-', taken, room).catch((error: unknown) => {
      names.unshift(...taken);
      throw error;
    });
    if (training === null) return;
    const { key, step, points } = training;
    const state = store.loadTraining(key)?.state;
    training = null;
    if (state !== undefined)
      await writePack(folder, `training-${own}`, {
        entries: [{ key, stage: 'training', bytes: state }],
        training: { step, points },
      });
  }
  const flush = () => (flushing = flushing.then(() => attempt(copy)));

  await attempt(async () => {
    await mkdir(folder).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    await takePacks(folder, store);
  });
  const timer = setInterval(() => void flush(), keepMs).unref();
  return {
    store: new Proxy(store, {
      get(target, name) {
        if (name === 'putBlobs')
          return (entries: readonly BlobEntry[]) => {
            target.putBlobs(entries);
            names.push(...entries.map(({ key, stage }) => ({ key, stage })));
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
    begin: (needed) => attempt(() => writePacks(store, folder, beginning, needed, { leftBytes: CLIP_BYTES })),
    take: (chunk) => attempt(() => takePacks(folder, store, chunkPrefix(chunk))),
    flush,
    close(isOver) {
      clearInterval(timer);
      return isOver ? flushing : flush();
    },
  };
}

/** Takes over what a chunk's computing begins with, from the checkpoint of its clip. */
export const takeBeginning = (folder: string, store: Store): Promise<void> =>
  takePacks(folder, store, beginning);

/** Puts what the store has of a chunk beside the checkpoint of its clip. Throws the system's error where the share fails. */
export const keepChunk = (
  folder: string,
  store: Store,
  chunk: FrameRange,
  names: readonly EntryName[],
): Promise<void> => writePacks(store, folder, chunkPrefix(chunk), names, { leftBytes: CLIP_BYTES });

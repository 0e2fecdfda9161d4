import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventName, EventPayload } from '../../native/api/contract.ts';
import type { QueueItem } from '../../native/api/queue.ts';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { type Dab, type FixChoice, type RunDetails, ownChoice } from '../../native/api/runs.ts';
import { createEngine, type Engine, type EngineOptions } from '../../native/app/engine.ts';
import { ffmpeg, h264 } from '../video/video-fixtures.ts';
import { writeMovingSquare } from './clips/moving-square.ts';

const folders: string[] = [];
const engines: Engine[] = [];
after(async () => {
  for (const engine of engines) await engine.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A small clip's size, and the fastest configuration. */
export const tinySize = { widthPx: 160, heightPx: 120 };
export const tinyConfig = resolveRunConfig({
  refine: false,
  provider: 'cpu',
  size: { heightPx: 96, widthPx: 128 },
});

/** A signal that is never aborted. */
export const noSignal = new AbortController().signal;

/** A folder that is removed after the tests of a file, with the options of an engine that keeps everything in it. */
export function engineFolder(host: EngineOptions['host'] = 'electron') {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-engine-'));
  folders.push(root);
  const library = join(root, 'library');
  mkdirSync(library);
  const options: EngineOptions = {
    cacheFolder: join(root, 'cache'),
    settingsFile: join(root, 'settings.json'),
    host,
    libraryDirs: [library],
    defaultOutputDir: join(root, 'out'),
  };
  return { root, library, options };
}

/** A frames folder of a moving square in the library. */
export async function tinyClip(library: string, name: string, frames = 6): Promise<string> {
  const clip = join(library, name);
  mkdirSync(clip);
  await writeMovingSquare(clip, frames, tinySize);
  return clip;
}

/** The same as an H.264 video of 24 frames a second. */
export async function tinyVideo(library: string, name: string, frames = 6): Promise<string> {
  const folder = await tinyClip(library, `${name}-frames`, frames);
  const video = join(library, `${name}.mp4`);
  await ffmpeg(`-framerate 24 -i '${folder}/%05d.png' ${h264} -crf 5 '${video}'`);
  return video;
}

/** The next event of a name for which `isIt` holds. */
export function nextEvent<E extends EventName>(
  engine: Engine,
  name: E,
  isIt: (payload: EventPayload<E>) => boolean = () => true,
): Promise<EventPayload<E>> {
  const { promise, resolve } = Promise.withResolvers<EventPayload<E>>();
  const stop = engine.onEvent(({ event, payload }) => {
    if (event !== name || !isIt(payload as EventPayload<E>)) return;
    stop();
    resolve(payload as EventPayload<E>);
  });
  return promise;
}

/** Waits until the overlay video of a run, which is put in its place last, is there again. */
export async function overviewsDrawn({ summary }: RunDetails): Promise<void> {
  while (!existsSync(join(summary.outDir, 'overlay.mp4'))) await pause(20);
}

/** Waits until no clip of the queue waits or runs; gives its items. */
export async function queueEnd(engine: Engine): Promise<readonly QueueItem[]> {
  const isOver = ({ items, paused }: { paused: boolean; items: readonly QueueItem[] }) =>
    paused && !items.some(({ state }) => state === 'running');
  const now = await engine.handlers['queue.list']({}, noSignal);
  return isOver(now) ? now.items : (await nextEvent(engine, 'queue.changed', isOver)).items;
}

/** Runs clips to their end in a fresh engine and gives the ids of their runs. */
export async function runClips(engine: Engine, clips: readonly string[], config = tinyConfig) {
  await engine.handlers['queue.add']({ paths: [...clips], config, outDir: null }, noSignal);
  await engine.handlers['queue.start']({}, noSignal);
  return (await queueEnd(engine)).map(({ runId, error }) => {
    if (runId === null) throw new Error(error ?? 'the clip was not run');
    return runId;
  });
}

/** Runs one clip to its end, after those in the queue, and gives what there is to know of its run. */
export async function finishedRun(engine: Engine, clip: string, config = tinyConfig): Promise<RunDetails> {
  const runId = (await runClips(engine, [clip], config)).at(-1)!;
  return engine.handlers['runs.get']({ runId }, noSignal);
}

/** A person's changes to the masks of a run; a choice is the run's own but for what is said. */
export function fixesOf(engine: Engine, run: Pick<RunDetails, 'summary' | 'frames'>) {
  const runId = run.summary.id;
  const all = { first: 0, last: run.frames.length - 1 };
  return {
    apply: (first: number, last: number, choice: Partial<FixChoice>) =>
      engine.handlers['fix.apply'](
        { runId, range: { first, last }, choice: { ...ownChoice, ...choice } },
        noSignal,
      ),
    preview: (frame: number, choice: Partial<FixChoice>) =>
      engine.handlers['fix.preview']({ runId, frame, choice: { ...ownChoice, ...choice } }, noSignal),
    revert: async () => (await engine.handlers['fix.revert']({ runId, range: all }, noSignal)).run,
    dab: (frame: number, dab: Dab) => engine.handlers['fix.dab']({ runId, frame, dab }, noSignal),
    undo: (undo: number) => engine.handlers['fix.undo']({ runId, undo }, noSignal),
    lock: (frames: number[], locked = true) =>
      engine.handlers['fix.lock']({ runId, frames, locked }, noSignal),
  };
}

/** Opens an engine that is closed after the tests of a file. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const engine = await createEngine(options);
  engines.push(engine);
  return engine;
}

import { copyFile, mkdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveRunConfig, type RunOptions } from '../../native/api/run-config.ts';
import type { QueueItem } from '../../native/api/queue.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import type { Engine } from '../../native/app/engine.ts';
import { silentContext } from '../../native/base/context.ts';
import { ensureDemoFiles } from '../../native/commands/demo-files.ts';
import { ffmpeg, h264 } from '../video/video-fixtures.ts';

const never = silentContext.signal;

/** Frames of each clip: enough for curves that say something. */
const frameCount = 24;

/** Clips for the pictures: the beginning of the demo clip, and what ffmpeg makes others of it. */
const variants = {
  'reef-turtle_take-01': 'null',
  'A014_C003_0412QX_reef-dive_turtle-over-coral_final-grade_v2': 'hflip,eq=brightness=0.04:saturation=0.8',
  'harbour-interview_cam-B': 'hue=h=40',
  'turtle-closeup': 'crop=iw*0.7:ih*0.7,scale=854:480,hue=h=-25',
  'kelp-forest_take-07': 'hue=h=70:s=0.7,hflip',
  'lagoon-drone-pass_003': 'vflip,hue=h=-50',
} as const;
type Variant = keyof typeof variants;

/** Renders the clips into `folder`, and the exact masks of the first one into `masks`. */
export async function renderClips(folder: string, masks: string): Promise<void> {
  const demo = await ensureDemoFiles(await emptyFolder(join(folder, '..', 'demo')), silentContext);
  await emptyFolder(folder);
  for (const [name, filter] of Object.entries(variants))
    await ffmpeg(
      `-i '${demo.videoPath}' -frames:v ${frameCount} -vf '${filter}' ${h264} '${join(folder, `${name}.mp4`)}'`,
    );
  await emptyFolder(masks);
  for (let frame = 0; frame < frameCount; frame++) {
    const name = `${String(frame).padStart(5, '0')}.png`;
    await copyFile(join(demo.groundTruthDir, name), join(masks, name));
  }
}

function add(engine: Engine, path: string, options: RunOptions, outDir: string | null = null) {
  const config = resolveRunConfig(options);
  return engine.handlers['queue.add']({ paths: [path], config, outDir }, never);
}

async function untilIdle(engine: Engine): Promise<void> {
  for (;;) {
    const { items } = await engine.handlers['queue.list']({}, never);
    if (!items.some(({ state }) => state === 'waiting' || state === 'running' || state === 'interrupted'))
      return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/**
 * A history worth looking at: a run with ground truth, a refined one with fixed and locked frames, one whose file was cut
 * off, two drafts, and another run of the first clip, to be compared with it. Takes some minutes, and nothing where it was done before.
 */
export async function ensureFinishedRuns(engine: Engine, clips: string): Promise<void> {
  const { runs } = await engine.handlers['runs.list']({}, never);
  if (runs.length >= 5) return;
  const masks = join(clips, 'ground-truth', 'reef-turtle');
  await renderClips(clips, masks);
  const path = (name: Variant) => join(clips, `${name}.mp4`);
  const interview = path('harbour-interview_cam-B');
  await add(engine, path('reef-turtle_take-01'), { refine: false });
  await add(engine, path('A014_C003_0412QX_reef-dive_turtle-over-coral_final-grade_v2'), { epochs: 3 });
  await add(engine, interview, { refine: false });
  await add(engine, path('kelp-forest_take-07'), { refine: false });
  await add(engine, path('lagoon-drone-pass_003'), { refine: false });
  await truncate(interview, 20_000);
  await engine.handlers['queue.start']({}, never);
  await untilIdle(engine);
  const other = { refine: false, alpha: 0.7, tau: 0.35 } as const;
  const { ids } = await add(
    engine,
    path('reef-turtle_take-01'),
    other,
    join(clips, '..', 'results', 'other settings'),
  );
  await engine.handlers['queue.start']({}, never);
  await untilIdle(engine);
  await engine.handlers['queue.remove']({ ids }, never);
  const finished = (await engine.handlers['runs.list']({}, never)).runs;
  for (const run of finished) await polish(engine, run, masks);
}

async function polish(
  engine: Engine,
  { id: runId, clip, refined }: RunSummary,
  masks: string,
): Promise<void> {
  if (clip.includes('reef-turtle')) await engine.handlers['runs.setTruth']({ runId, dir: masks }, never);
  if (!refined) return;
  const choice = { swap: false, eigenvector: 2, component: 0, alpha: null, tau: null };
  await engine.handlers['fix.apply']({ runId, range: { first: 16, last: 19 }, choice }, never);
  await engine.handlers['fix.lock']({ runId, frames: [0, 1, 2, 3, 4, 5, 6, 7], locked: true }, never);
}

/** Puts three clips more into the queue and starts it, so that one runs and two wait, whatever an earlier try left. */
export async function startSomeWork(engine: Engine, clips: string): Promise<void> {
  await stopWork(engine);
  const path = (name: Variant) => join(clips, `${name}.mp4`);
  await add(engine, path('turtle-closeup'), { epochs: 200, seed: Date.now() % 1000 });
  await add(engine, path('kelp-forest_take-07'), { preset: 'paper' });
  await add(engine, path('lagoon-drone-pass_003'), {});
  await engine.handlers['queue.start']({}, never);
}

/** Takes out of the queue what `startSomeWork` put in; the clip that was cut off stays. */
export async function stopWork(engine: Engine): Promise<void> {
  await engine.handlers['queue.pause']({}, never);
  const { items } = await engine.handlers['queue.list']({}, never);
  const isExtra = ({ state, name }: QueueItem) => state !== 'done' && !name.startsWith('harbour-interview');
  const extra = items.filter(isExtra).map(({ id }) => id);
  if (extra.length > 0) await engine.handlers['queue.remove']({ ids: extra }, never);
}

/** Another place of the same files, empty. */
export async function emptyFolder(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return folder;
}

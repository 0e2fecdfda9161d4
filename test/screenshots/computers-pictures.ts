import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { Engine } from '../../native/app/engine.ts';
import { parseRoot, pathMap } from '../../native/farm/path-map.ts';
import { programIdentity } from '../../native/farm/program-identity.ts';
import type { WorkOrder } from '../../native/farm/worker/clip-order.ts';
import { errorWords } from '../../native/base/error-words.ts';
import { workInProcess } from '../../native/farm/worker/clip-process.ts';
import { startFarmWorker } from '../../native/farm/worker/farm-worker.ts';
import { resolveRunConfig } from '../../native/api/run-config.ts';
import { openFarmQueue } from '../support/farm/farm.ts';
import { startRedis } from '../support/farm/redis-server.ts';
import { renderClips } from './sample-work.ts';
import type { Screenshot } from './pictures.ts';

const never = new AbortController().signal;

/** Runs the first clip; the others come as far as they shall be seen. */
const standInAt =
  (stage: string, fraction: number, etaSec: number): WorkOrder =>
  async (order, listener) => {
    if (order.clip.includes('harbour')) return workInProcess(order, listener);
    const total = 24;
    listener.onProgress({ stage, done: Math.round(fraction * total), total, fraction, etaSec, note: null });
    await delay(3_600_000, undefined, { signal: listener.signal }).catch(() => undefined);
    return { kind: 'cancelled' };
  };

/** Hands clips of the engine to workers at a real queue: one is done, two run, one waits; resolves once that is to be seen. */
export async function workElsewhere(
  engine: Engine,
  home: string,
): Promise<{ readonly end: () => Promise<void> }> {
  const clips = join(home, 'clips');
  await renderClips(clips, join(clips, 'ground-truth', 'reef-turtle'));
  const redis = await startRedis();
  const folders = ['clips', 'results'].map((name) => ({
    shared: `/mnt/projects/${name}`,
    local: join(home, name),
  }));
  const queue = { url: redis.url, caFile: null, folders };
  await engine.handlers['computers.connect']({ queue, password: null }, never);
  const names = ['harbour-interview_cam-B', 'reef-turtle_take-01', 'turtle-closeup', 'kelp-forest_take-07'];
  const paths = [...names, 'lagoon-drone-pass_003'].map((name) => join(clips, `${name}.mp4`));
  const config = resolveRunConfig({ refine: false });
  const { ids } = await engine.handlers['queue.add']({ paths, config, outDir: null }, never);
  await engine.handlers['queue.handOver']({ ids: ids.slice(0, -1) }, never);
  const program = await programIdentity();
  const start = (name: string, runOrder: WorkOrder) =>
    startFarmWorker({
      address: { url: redis.url },
      map: pathMap([parseRoot(`/mnt/projects=${home}`)]),
      slots: 1,
      cacheFolder: join(home, `cache-${name}`),
      cacheLimitBytes: 1e9,
      program,
      notify: () => undefined,
      name,
      runOrder,
    });
  const workers = [await start('render-01', standInAt('training', 0.62, 140))];
  const until = async (isIt: (states: readonly string[]) => boolean) => {
    for (;;) {
      const { items } = await engine.handlers['queue.list']({}, never);
      if (isIt(items.map(({ state }) => state))) return;
      await delay(200);
    }
  };
  await until((states) => states.includes('done'));
  workers.push(await start('render-02', standInAt('flow', 0.18, 460)));
  await until((states) => states.filter((state) => state === 'running').length === 2);
  const farm = await openFarmQueue({ url: redis.url });
  const told = { program: program.title, slots: 1, running: [], startedMs: 0, refusal: null, trouble: null };
  const tell = async () => {
    const folder = '/mnt/projects';
    const trouble = {
      error: `The shared folder ${folder} is gone, or not mounted`,
      words: errorWords('share-gone', { folder }),
    };
    const mac = { id: 'mac', name: 'mac-studio', provider: 'coreml', doneCount: 31, framesPerSec: 6.4 };
    await farm.tellRefusal({ ...told, ...mac, trouble });
    const idle = { id: 'idle', name: 'render-03', provider: 'cuda', doneCount: 112, framesPerSec: 14.2 };
    await farm.tellRefusal({ ...told, ...idle });
    const ours = 'fodvid 0.0.9 (77c1d0e2)';
    const refusal = {
      error: `The queue holds jobs of another version of the program than ${ours}; install that version here.`,
      words: errorWords('version-differs', { ours }),
    };
    const old = { id: 'old', name: 'edit-suite-4', provider: 'auto', doneCount: 0, framesPerSec: null };
    await farm.tellRefusal({ ...told, ...old, program: ours, refusal });
  };
  await tell();
  const telling = setInterval(() => void tell(), 10_000);
  return {
    async end() {
      clearInterval(telling);
      await Promise.all(workers.map((worker) => worker.stop()));
      await farm.close();
      await redis.stop();
    },
  };
}

async function showSettings(page: Page): Promise<void> {
  await page.evaluate(() => (window.location.hash = '#/settings'));
  await page.getByRole('heading', { name: 'Computers' }).scrollIntoViewIfNeeded();
}

/** What a person sees who has joined a queue of several computers. */
export const computersPictures: readonly Screenshot[] = [
  {
    name: 'computers',
    async show(page) {
      await showSettings(page);
      await page.getByText('mac-studio').waitFor();
      await page.getByRole('region', { name: 'Computers' }).getByText('turtle-closeup').waitFor();
      await page.getByText('mac-studio').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'computers-connect',
    async show(page) {
      await showSettings(page);
      await page.getByRole('region', { name: 'Computers' }).getByRole('button', { name: 'Change…' }).click();
      await page.getByRole('button', { name: 'Connect', exact: true }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'queue-elsewhere',
    async show(page) {
      await page.evaluate(() => (window.location.hash = '#/queue'));
      await page.getByText('on render-02').waitFor();
    },
  },
];

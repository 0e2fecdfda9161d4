import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import WebSocket from 'ws';
import type { MethodName, Params, Result } from '../../native/api/contract.ts';
import { resolveRunConfig, type RunConfig } from '../../native/api/run-config.ts';
import { startAppServer, type AppServer } from '../e2e/app-server.ts';
import { writeClip } from '../e2e/clips.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { ffmpeg } from '../video/video-fixtures.ts';
import { leapMs, type Leaps } from './timeline-leaps.ts';
import type { Bench, BenchRow } from './bench.ts';

/** Frames of the 1080p clip: leaps lie further apart than the viewer fetches ahead. */
const frameCount = 400;
const leapFrames = 53;
/** A page or a run that has not come by then never will. */
const waitMs = 1_200_000;
/** The fetching ahead ends in this time: a person who leaps looks first. */
const lookMs = 4_000;
/** So long the page is watched while nothing is computed. */
const idleMs = 10_000;

/** A small working size: what is measured are pictures at the source's size. */
const cutOnly = resolveRunConfig({ refine: false, provider: 'cpu', size: { heightPx: 96, widthPx: 160 } });
const training = resolveRunConfig({ ...cutOnly, refine: true, epochs: 24 });

/** Calls the engine of a running server. */
async function connect(address: string) {
  const { host, searchParams } = new URL(address);
  const headers = { authorization: `Bearer ${searchParams.get('token') ?? ''}` };
  const socket = new WebSocket(`ws://${host}/engine`, { headers });
  const answers = new Map<number, PromiseWithResolvers<unknown>>();
  socket.on('message', (data: Buffer) => {
    const { id, result, error } = JSON.parse(data.toString('utf8')) as Record<string, unknown>;
    const answer = answers.get(id as number);
    if (error === undefined) answer?.resolve(result);
    else answer?.reject(new Error(JSON.stringify(error)));
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return {
    call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
      const answer = Promise.withResolvers<unknown>();
      const id = answers.size;
      answers.set(id, answer);
      socket.send(JSON.stringify({ id, method, params }));
      return answer.promise as Promise<Result<M>>;
    },
    close: () => socket.close(),
  };
}
type Engine = Awaited<ReturnType<typeof connect>>;

async function start(engine: Engine, clip: string, config: RunConfig): Promise<number> {
  const { ids, rejected } = await engine.call('queue.add', { paths: [clip], config, outDir: null });
  if (rejected.length > 0) throw new Error(rejected[0]!.error);
  await engine.call('queue.start', {});
  return ids[0]!;
}

async function stateOf(engine: Engine, id: number) {
  const { items } = await engine.call('queue.list', {});
  return items.find((item) => item.id === id)!;
}

async function finished(engine: Engine, id: number): Promise<number> {
  for (;;) {
    const { state, runId, error } = await stateOf(engine, id);
    if (state === 'done') return runId!;
    if (state === 'failed') throw new Error(error ?? 'the clip failed');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function openViewer(browser: Browser, address: string, runId: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(waitMs);
  await page.addInitScript(() => {
    localStorage.setItem('fodvid.viewer', JSON.stringify({ mode: 'wipe', first: 'source', second: 'mask' }));
  });
  await page.goto(address);
  await page.goto(`${new URL(address).origin}/#/viewer/${runId}/frame/0`);
  await page.locator('canvas[data-shown="0"]').waitFor();
  await page.waitForTimeout(lookMs);
  return page;
}

/** Frames that nobody fetched yet, from both ends in turn: far leaps first. */
function leaps(): number[] {
  const frames = Array.from(
    { length: Math.floor(frameCount / leapFrames) - 1 },
    (_, index) => (index + 1) * leapFrames,
  );
  return frames.map((_, index) => (index % 2 === 0 ? frames.at(-1 - index / 2)! : frames[(index - 1) / 2]!));
}

const leapsWith = (pauseMs: number): Leaps => ({ frames: frameCount, wanted: leaps(), pauseMs });

/** What a page did over a time: the longest time between two refreshes, and its tasks above 50 ms. */
interface Smoothness {
  readonly longestGapMs: number;
  readonly refreshes: number;
  readonly longTasksMs: readonly number[];
}

/** Watches the page's refreshes and long tasks until `isOver`. */
async function watch(page: Page, isOver: () => Promise<boolean>): Promise<Smoothness> {
  await page.evaluate(() => {
    const seen = { longestGapMs: 0, refreshes: 0, longTasksMs: [] as number[], over: false };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasksMs.push(duration);
    }).observe({ type: 'longtask' });
    let lastMs = performance.now();
    const refresh = (nowMs: number) => {
      seen.longestGapMs = Math.max(seen.longestGapMs, nowMs - lastMs);
      seen.refreshes++;
      lastMs = nowMs;
      if (!seen.over) requestAnimationFrame(refresh);
    };
    requestAnimationFrame(refresh);
  });
  while (!(await isOver())) await new Promise((resolve) => setTimeout(resolve, 250));
  return page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: Smoothness & { over: boolean } };
    seen.over = true;
    return seen;
  });
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

function leapRow(name: string, times: readonly number[]): BenchRow {
  return {
    name,
    ours: median(times),
    peer: null,
    unit: 'ms until drawn',
    limit: 150,
    note: `slowest of ${times.length} leaps: ${Math.max(...times).toFixed(0)} ms`,
  };
}

/** The page with the queue while a network trains in the engine, beside the same page while nothing is computed. */
async function smoothness(browser: Browser, engine: Engine, address: string, clip: string) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(waitMs);
  await page.goto(address);
  await page.getByRole('navigation').waitFor();
  await page.waitForTimeout(lookMs);
  const untilMs = performance.now() + idleMs;
  const idle = await watch(page, () => Promise.resolve(performance.now() > untilMs));
  const id = await start(engine, clip, training);
  const stage = async () => (await stateOf(engine, id)).progress?.stage;
  while ((await stage()) !== 'training') await new Promise((resolve) => setTimeout(resolve, 50));
  const fromMs = performance.now();
  const busy = await watch(page, async () => (await stage()) !== 'training');
  const trainedSec = (performance.now() - fromMs) / 1000;
  await finished(engine, id);
  await page.close();
  return { idle, busy, trainedSec };
}

async function measure(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fodvid-viewer-'));
  const clips = join(folder, 'clips');
  await mkdir(clips);
  const large = join(clips, 'large.mp4');
  const small = join(clips, 'small.mp4');
  await ffmpeg(
    `-f lavfi -i testsrc2=size=1920x1080:rate=24 -f lavfi -i mandelbrot=size=640x480:rate=24 ` +
      `-filter_complex 'overlay=x=40+60*t:y=300+150*sin(t)' -frames:v ${frameCount} -c:v libx264 -pix_fmt yuv420p '${large}'`,
  );
  await writeClip(small, 24);
  let server: AppServer = await startAppServer(folder);
  const browser = await launchChromium();
  try {
    let engine = await connect(server.address);
    const runId = await finished(engine, await start(engine, large, cutOnly));
    const kept = await leapMs(await openViewer(browser, server.address, runId), leapsWith(lookMs));
    const hasty = await leapMs(await openViewer(browser, server.address, runId), leapsWith(100));
    await engine.call('cache.clear', {});
    engine.close();
    // Another start, whose memory holds no pictures.
    await server.stop();
    server = await startAppServer(folder);
    engine = await connect(server.address);
    const evicted = await leapMs(await openViewer(browser, server.address, runId), leapsWith(lookMs));
    for (const page of browser.contexts().flatMap((context) => context.pages())) await page.close();
    const { idle, busy, trainedSec } = await smoothness(browser, engine, server.address, small);
    engine.close();
    return [
      leapRow('a leap to a 1080p frame never shown, with its mask, by the real engine', kept),
      leapRow('the same 100 ms after the leap before, while frames are fetched ahead', hasty),
      leapRow('the same after the cache was cleared, decoded by ffmpeg', evicted),
      {
        name: 'longest time without a refresh of the page while a network trains (peer: engine idle)',
        ours: busy.longestGapMs,
        peer: idle.longestGapMs,
        unit: 'ms',
        note:
          `${trainedSec.toFixed(0)} s, ${(busy.refreshes / trainedSec).toFixed(0)} refreshes a second; ` +
          `${busy.longTasksMs.length} tasks above 50 ms, longest ${Math.max(0, ...busy.longTasksMs).toFixed(0)} ms`,
      },
    ];
  } finally {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a person waits for in a real Chromium without a GPU, on the real engine and a 1080p clip. */
export const bench: Bench = {
  name: 'viewer-engine',
  run: () => (findChromium() === null ? Promise.resolve([]) : measure()),
};

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import WebSocket from 'ws';
import type { MethodName, Params, Result } from '../../../native/api/contract.ts';
import { resolveRunConfig, type RunConfig } from '../../../native/api/run-config.ts';
import { startAppServer, type AppServer } from '../../e2e/app-server.ts';
import { writeClip } from '../../e2e/clips.ts';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { ffmpeg } from '../../video/video-fixtures.ts';
import { decodedLeapRow, leapMs, leapRow, type Leaps } from './timeline-leaps.ts';
import { median } from '../../../native/base/numbers.ts';
import type { Bench, BenchRow } from '../bench.ts';

/** Frames of the 1080p clip: leaps lie further apart than the viewer fetches ahead. */
const frameCount = 400;
const framesPerSec = 24;
const leapFrames = 53;
/** A page or a run that has not come by then never will. */
const waitMs = 1_200_000;
/** The fetching ahead ends in this time: a person who leaps looks first. */
const lookMs = 4_000;
/** So long a page is watched while nothing is computed, and the viewer is scrubbed beside a training. */
const idleMs = 10_000;

/** A small working size: what is measured are pictures at the source's size. */
const cutOnly = resolveRunConfig({ refine: false, provider: 'cpu', size: { heightPx: 96, widthPx: 160 } });
const training = resolveRunConfig({ ...cutOnly, refine: true, epochs: 48 });

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

/** Answers of 400 and above, to any page. */
const refused: string[] = [];

const smallWindow = { width: 1280, height: 800 };
const largeWindow = { width: 1920, height: 1080 };

async function newPage(browser: Browser, viewport = smallWindow): Promise<Page> {
  const page = await browser.newPage({ viewport });
  page.setDefaultTimeout(waitMs);
  page.on('response', (response) => {
    if (response.status() >= 400) refused.push(`${response.status()} ${new URL(response.url()).pathname}`);
  });
  return page;
}

async function openViewer(
  browser: Browser,
  address: string,
  runId: number,
  viewport = smallWindow,
): Promise<Page> {
  const page = await newPage(browser, viewport);
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

/** Leaps of a person who looks at each frame, or at none of them. */
const patient: Leaps = { frames: frameCount, wanted: leaps(), pauseMs: lookMs };
const hasty: Leaps = { ...patient, pauseMs: 100 };

/** How long ffmpeg alone takes to decode each of these frames, in milliseconds. */
async function decodingMs(clip: string, frames: readonly number[]): Promise<number[]> {
  const times: number[] = [];
  for (const frame of frames) {
    const fromMs = performance.now();
    await ffmpeg(`-ss ${frame / framesPerSec} -i '${clip}' -frames:v 1 -f null -`);
    times.push(performance.now() - fromMs);
  }
  return times;
}

/** What a page did over a time: the times between its refreshes, and its tasks above 50 ms. */
interface Smoothness {
  readonly gapsMs: readonly number[];
  readonly longTasksMs: readonly number[];
}

/** Watches the page's refreshes and long tasks until `isOver`; with `scrubbed`, the viewer is dragged on at each refresh. */
async function watch(page: Page, isOver: () => Promise<boolean>, scrubbed = false): Promise<Smoothness> {
  await page.bringToFront();
  await page.evaluate(
    ({ drags, frames }) => {
      const seen = { gapsMs: [] as number[], longTasksMs: [] as number[], over: false };
      Object.assign(globalThis, { seen });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) seen.longTasksMs.push(duration);
      }).observe({ type: 'longtask' });
      const strip = document.querySelector<HTMLElement>('[data-testid=timeline]');
      const drag = (step: number) => {
        if (strip === null) throw new Error('there is no timeline to drag on');
        const { left, width, top } = strip.getBoundingClientRect();
        // A synthetic pointer cannot be captured; the strip asks for that to know that it is dragged.
        strip.setPointerCapture = () => undefined;
        strip.hasPointerCapture = () => true;
        // There and back again over the whole clip.
        const at = Math.abs(((step + frames) % (2 * frames)) - frames);
        const clientX = left + ((at + 0.5) / frames) * width;
        strip.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY: top + 30 }));
      };
      let lastMs = performance.now();
      const refresh = (nowMs: number) => {
        seen.gapsMs.push(nowMs - lastMs);
        lastMs = nowMs;
        if (drags) drag(seen.gapsMs.length);
        if (!seen.over) requestAnimationFrame(refresh);
      };
      requestAnimationFrame(refresh);
    },
    { drags: scrubbed, frames: frameCount },
  );
  while (!(await isOver())) await new Promise((resolve) => setTimeout(resolve, 250));
  return page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: Smoothness & { over: boolean } };
    seen.over = true;
    return seen;
  });
}

/** Tells when a time is over, for `watch`. */
function lasting(timeMs: number): () => Promise<boolean> {
  const untilMs = performance.now() + timeMs;
  return () => Promise.resolve(performance.now() > untilMs);
}

/** What a page did while a network trained in the engine, beside what it did while nothing was computed. */
function smoothRow(name: string, busy: Smoothness, idle: Smoothness): BenchRow {
  const longestTaskMs = Math.max(0, ...busy.longTasksMs);
  return {
    name: `${name} (peer: engine idle)`,
    ours: Math.max(...busy.gapsMs),
    peer: Math.max(...idle.gapsMs),
    unit: 'ms, longest time without a refresh',
    note:
      `median ${median(busy.gapsMs).toFixed(0)} ms (idle ${median(idle.gapsMs).toFixed(0)}) of ` +
      `${busy.gapsMs.length} refreshes; ${busy.longTasksMs.length} tasks above 50 ms, longest ${longestTaskMs.toFixed(0)} ms`,
  };
}

/** The viewer while it is scrubbed, and then the page with the queue, idle and while a network trains in the engine. */
async function smoothness(
  browser: Browser,
  engine: Engine,
  { address, clip, runId }: { readonly address: string; readonly clip: string; readonly runId: number },
): Promise<BenchRow[]> {
  const queue = await newPage(browser);
  await queue.goto(address);
  await queue.getByRole('navigation').waitFor();
  const viewer = await openViewer(browser, address, runId);
  const scrubbedIdle = await watch(viewer, lasting(idleMs), true);
  const queueIdle = await watch(queue, lasting(idleMs));
  const id = await start(engine, clip, training);
  const stage = async () => (await stateOf(engine, id)).progress?.stage;
  while ((await stage()) !== 'training') await new Promise((resolve) => setTimeout(resolve, 50));
  const isScrubOver = lasting(idleMs);
  const isTrained = async () => (await stage()) !== 'training';
  const scrubbed = await watch(viewer, async () => (await isScrubOver()) || (await isTrained()), true);
  if (await isTrained())
    throw new Error('the training ended before the queue was looked at; give it more epochs');
  const busy = await watch(queue, isTrained);
  await finished(engine, id);
  return [
    smoothRow('the viewer scrubbed over a 1080p clip while a network trains', scrubbed, scrubbedIdle),
    smoothRow('the queue while a network trains', busy, queueIdle),
  ];
}

async function measure(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fodvid-viewer-'));
  const clips = join(folder, 'clips');
  await mkdir(clips);
  const large = join(clips, 'large.mp4');
  const small = join(clips, 'small.mp4');
  await ffmpeg(
    `-f lavfi -i testsrc2=size=1920x1080:rate=${framesPerSec} -f lavfi -i mandelbrot=size=640x480:rate=${framesPerSec} ` +
      `-filter_complex 'overlay=x=40+60*t:y=300+150*sin(t)' -frames:v ${frameCount} -c:v libx264 -pix_fmt yuv420p '${large}'`,
  );
  await writeClip(small, 24);
  let server: AppServer = await startAppServer(folder);
  const browser = await launchChromium();
  try {
    let engine = await connect(server.address);
    const runId = await finished(engine, await start(engine, large, cutOnly));
    /** In another engine, whose memory holds no pictures. */
    const leapsIn = async (viewport: typeof smallWindow, how: Leaps) => {
      engine.close();
      await server.stop();
      server = await startAppServer(folder);
      engine = await connect(server.address);
      return leapMs(await openViewer(browser, server.address, runId, viewport), how);
    };
    const kept = await leapsIn(smallWindow, patient);
    const keptLarge = await leapsIn(largeWindow, patient);
    const passing = await leapsIn(smallWindow, hasty);
    const passingLarge = await leapsIn(largeWindow, hasty);
    await engine.call('cache.clear', {});
    const evicted = await leapsIn(smallWindow, patient);
    const decoding = await decodingMs(large, patient.wanted);
    for (const page of browser.contexts().flatMap((context) => context.pages())) await page.close();
    const smooth = await smoothness(browser, engine, { address: server.address, clip: small, runId });
    engine.close();
    if (refused.length > 0) throw new Error(`requests were refused: ${refused.join(', ')}`);
    return [
      leapRow('a leap to a 1080p frame never shown, with its mask, by the real engine', kept),
      leapRow('the same in a window of 1920 × 1080', keptLarge),
      leapRow('100 ms after the leap before, while frames are fetched ahead', passing),
      leapRow('the same in a window of 1920 × 1080', passingLarge),
      decodedLeapRow('after the cache was cleared (peer: ffmpeg, which decodes alone)', evicted, decoding),
      ...smooth,
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

import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { createDemoRenderer } from '../../../native/datasets/demo-clip.ts';
import { startViewerServer, type PictureRecipe } from '../../renderer/viewer-server.ts';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { leapMs, leapRow, type Leaps } from './timeline-leaps.ts';
import type { Bench, BenchRow } from '../bench.ts';

const cachedFrames = 48;
const steps = 240;
const uncachedFrames = 8;
/** A page that has not come by then never will. */
const waitMs = 120_000;

/** Different pictures of each layer; more would only take longer to make. */
const differentPictures = 8;

/** Frames of the demo clip and their masks, scaled and encoded once as the engine sends them. */
async function demoRecipe(widthPx: number, heightPx: number): Promise<PictureRecipe> {
  const render = createDemoRenderer();
  const encoded = await Promise.all(
    Array.from({ length: differentPictures }, async (_, index) => {
      const { image, mask } = render(index);
      const size = { width: image.widthPx, height: image.heightPx };
      const scaled = (data: Uint8Array, channels: 1 | 3) =>
        sharp(data, { raw: { ...size, channels } }).resize(widthPx, heightPx, { fit: 'fill' });
      const gray = mask.data.map((value) => value * 255);
      return {
        source: await scaled(image.data, 3).jpeg({ quality: 90 }).toBuffer(),
        mask: await scaled(gray, 1).toColourspace('b-w').png({ compressionLevel: 3 }).toBuffer(),
      };
    }),
  );
  return (layer, frame) => {
    const { source, mask } = encoded[frame % differentPictures]!;
    return Promise.resolve(layer === 'mask' ? mask : source);
  };
}

/** Times between refreshes of the screen while `step` is done before each of them, in milliseconds, and its own time. */
interface FrameTimes {
  readonly median: number;
  readonly late: number;
  readonly stepMs: number;
}

/** Runs in the page: scrubs at each refresh, or draws two pictures onto a bare canvas of the stage's size: the least that can be done. */
async function frameTimes(page: Page, kind: 'scrub' | 'bare', frameCount: number): Promise<FrameTimes> {
  return page.evaluate(
    ({ kind: how, frames, count }) =>
      new Promise<FrameTimes>((resolve) => {
        const strip = document.querySelector<HTMLElement>('[data-testid=timeline]')!;
        const { left, width, top } = strip.getBoundingClientRect();
        const pointer = (type: string, frame: number) =>
          strip.dispatchEvent(
            new PointerEvent(type, {
              bubbles: true,
              pointerId: 1,
              clientX: left + ((frame + 0.5) / frames) * width,
              clientY: top + 30,
            }),
          );
        // A synthetic pointer cannot be captured; the strip asks for that to know that it is dragged.
        strip.setPointerCapture = () => undefined;
        strip.hasPointerCapture = () => true;
        const stage = document.querySelector('canvas')!;
        const bare = document.createElement('canvas');
        bare.width = stage.width;
        bare.height = stage.height;
        if (how === 'bare') {
          bare.style.cssText = 'position:fixed;inset:0;z-index:9999';
          document.body.append(bare);
        }
        const context = bare.getContext('2d', { alpha: false })!;
        const source = document.createElement('canvas');
        source.width = 854;
        source.height = 480;
        const drawTwo = (frame: number) => {
          source.getContext('2d')!.fillRect(frame * 8, 0, 8, 480);
          context.drawImage(source, 0, 0, bare.width, bare.height);
          context.save();
          context.beginPath();
          context.rect(bare.width / 2, 0, bare.width, bare.height);
          context.clip();
          context.drawImage(source, 0, 0, bare.width, bare.height);
          context.restore();
        };
        const gaps: number[] = [];
        let spentMs = 0;
        let lastMs = 0;
        let step = 0;
        const refresh = (nowMs: number) => {
          if (step > 0) gaps.push(nowMs - lastMs);
          lastMs = nowMs;
          if (step++ >= count) {
            bare.remove();
            gaps.sort((a, b) => a - b);
            const at = (share: number) => gaps[Math.floor(gaps.length * share)]!;
            resolve({ median: at(0.5), late: at(0.95), stepMs: spentMs / count });
            return;
          }
          const fromMs = performance.now();
          const frame = Math.floor((step * frames) / 97) % frames;
          if (how === 'scrub') pointer('pointermove', frame);
          else drawTwo(frame);
          spentMs += performance.now() - fromMs;
          requestAnimationFrame(refresh);
        };
        requestAnimationFrame(refresh);
      }),
    { kind, frames: frameCount, count: steps },
  );
}

async function openViewer(page: Page, address: string, query: string): Promise<void> {
  await page.addInitScript(() => {
    localStorage.setItem('fodvid.viewer', JSON.stringify({ mode: 'wipe', first: 'source', second: 'mask' }));
  });
  await page.goto(`${address}/?${query}#/viewer/1/frame/0`);
  await page.locator('canvas[data-shown="0"]').waitFor();
  await page.waitForLoadState('networkidle');
}

/** Leaps forward over frames that nobody fetched yet. A person looks at each before the next. */
const leapsOver = (frames: number): Leaps => ({
  frames,
  wanted: Array.from({ length: uncachedFrames }, (_, k) =>
    Math.floor(((k + 1) * frames) / (uncachedFrames + 1)),
  ),
  pauseMs: 1500,
});

async function measure(): Promise<BenchRow[]> {
  const small = await startViewerServer(await demoRecipe(854, 480));
  const [full, half] = [await demoRecipe(1920, 1080), await demoRecipe(960, 540)];
  const large = await startViewerServer((layer, frame, side, runId) =>
    (side === 960 ? half : full)(layer, frame, side, runId),
  );
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(waitMs);
    await openViewer(page, small.address, `frames=${cachedFrames}`);
    // Once through, so that all is in the cache.
    await frameTimes(page, 'scrub', cachedFrames);
    await page.waitForLoadState('networkidle');
    const bare = await frameTimes(page, 'bare', cachedFrames);
    const scrub = await frameTimes(page, 'scrub', cachedFrames);
    await openViewer(page, small.address, 'frames=10000');
    const long = await frameTimes(page, 'scrub', 10_000);
    await openViewer(page, large.address, 'frames=4000&width=1920&height=1080');
    const uncached = await leapMs(page, leapsOver(4000));
    await page.setViewportSize({ width: 1920, height: 1080 });
    await openViewer(page, large.address, 'frames=4000&width=1920&height=1080');
    const uncachedFull = await leapMs(page, leapsOver(4000));
    return [
      {
        name: 'scrubbing cached 480p frames, wipe of two layers (peer: two pictures on a bare canvas)',
        ours: scrub.median,
        peer: bare.median,
        unit: 'ms a screen refresh',
        limit: 1.25,
        note: `95th percentile ${scrub.late.toFixed(1)} ms (bare ${bare.late.toFixed(1)}); script ${scrub.stepMs.toFixed(2)} ms a step`,
      },
      {
        name: 'dragging over a timeline of 10,000 frames (peer: two pictures on a bare canvas)',
        ours: long.median,
        peer: bare.median,
        unit: 'ms a screen refresh',
        limit: 1.5,
        note: `95th percentile ${long.late.toFixed(1)} ms; script ${long.stepMs.toFixed(2)} ms a step`,
      },
      leapRow(
        'an uncached 1080p frame with its mask, encoded pictures at hand, window of 1280 × 800',
        uncached,
      ),
      leapRow('the same in a window of 1920 × 1080, which takes them full', uncachedFull),
    ];
  } finally {
    await browser.close();
    await small.close();
    await large.close();
  }
}

/** What the viewer's pictures take in a real Chromium without a GPU. */
export const bench: Bench = {
  name: 'viewer',
  run: () => (findChromium() === null ? Promise.resolve([]) : measure()),
};

import type { Browser } from 'playwright-core';
import { startViewerServer } from '../renderer/viewer-server.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { median } from '../../native/base/numbers.ts';
import type { Bench, BenchRow } from './bench.ts';

const steps = 240;
const starts = 5;
/** A page that has not come by then never will. */
const waitMs = 120_000;

/** Seconds from the address on, of a browser that has nothing of the page yet. */
interface Start {
  /** To the first text on the screen, the app's name. */
  readonly paintSec: number;
  /** To the refresh that has the queue's rows. */
  readonly queueSec: number;
}

async function measuredStart(browser: Browser, address: string): Promise<Start> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const look = () => {
      if (document.querySelector('[role=listitem]') === null) requestAnimationFrame(look);
      else requestAnimationFrame((nowMs) => Object.assign(window, { queueMs: nowMs }));
    };
    requestAnimationFrame(look);
  });
  await page.goto(address);
  await page.waitForFunction(() => 'queueMs' in window, undefined, { timeout: waitMs });
  const [paintMs, queueMs] = await page.evaluate(() => [
    performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
    Reflect.get(window, 'queueMs') as number,
  ]);
  await context.close();
  return { paintSec: paintMs / 1000, queueSec: queueMs / 1000 };
}

/** Seconds to the first text of a page that has one word: what no page can be faster than here and now. */
async function leastPaintSec(browser: Browser): Promise<number> {
  const page = await browser.newPage();
  await page.goto('data:text/html,<p>FODVid</p>');
  const paintMs = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => resolve(list.getEntries()[0]!.startTime)).observe({
          type: 'paint',
          buffered: true,
        });
      }),
  );
  await page.close();
  return paintMs / 1000;
}

interface RefreshOptions {
  /** Whether the list scrolls and a clip tells its progress. */
  readonly busy: boolean;
  /** By how much the page's thread is slowed. */
  readonly slowdown: number;
}

/** Median milliseconds between two refreshes of the screen. */
async function refreshMs(
  browser: Browser,
  address: string,
  { busy, slowdown }: RefreshOptions,
): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(address);
  await page.getByRole('listitem').first().waitFor({ timeout: waitMs });
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const gaps = await page.evaluate(
    ({ count, works }) =>
      new Promise<number[]>((resolve) => {
        const tell = Reflect.get(window, 'tellProgress') as (done: number) => void;
        const scroller = document.querySelector('[role=list]')!.parentElement!;
        const found: number[] = [];
        let lastMs = 0;
        const refresh = (nowMs: number) => {
          if (lastMs > 0) found.push(nowMs - lastMs);
          lastMs = nowMs;
          if (found.length >= count) {
            resolve(found);
            return;
          }
          if (works) {
            scroller.scrollTop += 90;
            tell(found.length);
          }
          requestAnimationFrame(refresh);
        };
        requestAnimationFrame(refresh);
      }),
    { count: steps, works: busy },
  );
  await page.close();
  return median(gaps);
}

async function measure(): Promise<BenchRow[]> {
  const server = await startViewerServer(
    () => Promise.reject(new Error('There are no pictures.')),
    'queue-page.tsx',
  );
  const browser = await launchChromium();
  try {
    const found: Start[] = [];
    for (let start = 0; start < starts; start++) found.push(await measuredStart(browser, server.address));
    return [
      {
        name: 'first paint of the app',
        ours: median(found.map(({ paintSec }) => paintSec)),
        peer: null,
        unit: 's',
        limit: 1,
        note: `a page with one word: ${(await leastPaintSec(browser)).toFixed(2)} s`,
      },
      {
        name: 'a queue of 500 clips is drawn after',
        ours: median(found.map(({ queueSec }) => queueSec)),
        peer: null,
        unit: 's',
      },
      {
        name: 'queue of 500 clips: a refresh while scrolling and told progress',
        ours: await refreshMs(browser, server.address, { busy: true, slowdown: 1 }),
        peer: await refreshMs(browser, server.address, { busy: false, slowdown: 1 }),
        unit: 'ms',
        limit: 1.5,
        note: 'peer: the same page at rest',
      },
      {
        name: 'the same with the page’s thread slowed to a third',
        ours: await refreshMs(browser, server.address, { busy: true, slowdown: 3 }),
        peer: await refreshMs(browser, server.address, { busy: false, slowdown: 3 }),
        unit: 'ms',
        limit: 1.5,
      },
      {
        name: '10,000 clips on other computers, 100 of them told of',
        ours: await refreshMs(browser, `${server.address}/?elsewhere=10000`, { busy: true, slowdown: 1 }),
        peer: await refreshMs(browser, server.address, { busy: true, slowdown: 1 }),
        unit: 'ms',
        limit: 1.5,
        note: 'peer: 500 clips of this computer',
      },
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** How soon the app is there, and whether a long queue stays fluid. */
export const bench: Bench = {
  name: 'the app’s first paint and its queue',
  run: () => (findChromium() === null ? Promise.resolve([]) : measure()),
};

import type { Page } from 'playwright-core';
import { median } from '../../../native/base/numbers.ts';
import type { BenchRow } from '../bench.ts';

/** Leaps on the viewer's timeline. */
export interface Leaps {
  /** How many frames the clip has. */
  readonly frames: number;
  /** The frames leapt to, in this order. */
  readonly wanted: readonly number[];
  /** The pause after each, in milliseconds. */
  readonly pauseMs: number;
}

/** Leaps, each timed in milliseconds until frame and mask are on the canvas. */
export function leapMs(page: Page, leaps: Leaps): Promise<number[]> {
  return page.evaluate(async ({ frames, wanted, pauseMs }) => {
    const strip = document.querySelector<HTMLElement>('[data-testid=timeline]')!;
    const canvas = document.querySelector<HTMLElement>('canvas[data-shown]')!;
    const { left, width, top } = strip.getBoundingClientRect();
    // A synthetic pointer cannot be captured; the strip asks for that to know that it is dragged.
    strip.setPointerCapture = () => undefined;
    strip.hasPointerCapture = () => true;
    const times: number[] = [];
    for (const frame of wanted) {
      const fromMs = performance.now();
      const clientX = left + ((frame + 0.5) / frames) * width;
      strip.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY: top + 30 }));
      while (canvas.dataset['shown'] !== String(frame))
        await new Promise((resolve) => requestAnimationFrame(resolve));
      times.push(performance.now() - fromMs);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return times;
  }, leaps);
}

/** The limit of the median until a 1080p frame is drawn, in milliseconds. */
const limitMs = 150;

const slowest = (times: readonly number[]) =>
  `slowest of ${times.length} leaps: ${Math.max(...times).toFixed(0)} ms`;

/** The leaps as a row: the median, and the slowest in the note. */
export const leapRow = (name: string, times: readonly number[]): BenchRow => ({
  name,
  ours: median(times),
  peer: null,
  unit: 'ms until drawn',
  limit: limitMs,
  note: slowest(times),
});

/** Leaps to frames that a decoder has to reach from the key frame before them, beside its own bare times for that. */
export const decodedLeapRow = (
  name: string,
  times: readonly number[],
  decoder: readonly number[],
): BenchRow => ({
  name,
  ours: median(times),
  peer: median(decoder),
  unit: 'ms until drawn',
  limit: 1.5,
  note: `${slowest(times)}, of the decoder alone: ${Math.max(...decoder).toFixed(0)} ms`,
});

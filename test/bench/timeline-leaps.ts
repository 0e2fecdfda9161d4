import type { Page } from 'playwright-core';
import type { BenchRow } from './bench.ts';

/** Leaps on the viewer's timeline. */
export interface Leaps {
  /** How many frames the clip has. */
  readonly frames: number;
  /** The frames leapt to, in this order. */
  readonly wanted: readonly number[];
  /** The pause after each, in milliseconds. */
  readonly pauseMs: number;
  /** Whether the pause begins when the frame is sharp; else as soon as it is shown. */
  readonly untilSharp: boolean;
}

/** When a leap's frame and mask were on the canvas, in milliseconds from the leap. */
export interface LeapTime {
  /** At first sight. */
  readonly shown: number;
  /** As large as the window needs them; null where that was not waited for. */
  readonly sharp: number | null;
}

/** Leaps, one after the other. */
export function leap(page: Page, leaps: Leaps): Promise<LeapTime[]> {
  return page.evaluate(async ({ frames, wanted, pauseMs, untilSharp }) => {
    const strip = document.querySelector<HTMLElement>('[data-testid=timeline]')!;
    const canvas = document.querySelector<HTMLElement>('canvas[data-shown]')!;
    const { left, width, top } = strip.getBoundingClientRect();
    // A synthetic pointer cannot be captured; the strip asks for that to know that it is dragged.
    strip.setPointerCapture = () => undefined;
    strip.hasPointerCapture = () => true;
    const times: { shown: number; sharp: number | null }[] = [];
    for (const frame of wanted) {
      const fromMs = performance.now();
      const clientX = left + ((frame + 0.5) / frames) * width;
      strip.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY: top + 30 }));
      const until = async (moment: 'shown' | 'sharp') => {
        while (canvas.dataset[moment] !== String(frame))
          await new Promise((resolve) => requestAnimationFrame(resolve));
        return performance.now() - fromMs;
      };
      times.push({ shown: await until('shown'), sharp: untilSharp ? await until('sharp') : null });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    return times;
  }, leaps);
}

/** The limit of the median until a 1080p frame is shown, in milliseconds. */
const limitMs = 150;

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The leaps as a row: the median until something is shown, and in the note the slowest and when it was sharp. */
export function leapRow(name: string, times: readonly LeapTime[]): BenchRow {
  const shown = times.map((time) => time.shown);
  const sharp = times.flatMap((time) => time.sharp ?? []);
  const slowest = `slowest of ${times.length}: ${Math.max(...shown).toFixed(0)} ms`;
  return {
    name,
    ours: median(shown),
    peer: null,
    unit: 'ms until shown',
    limit: limitMs,
    note:
      sharp.length === 0
        ? slowest
        : `${slowest}; sharp after ${median(sharp).toFixed(0)}, at most ${Math.max(...sharp).toFixed(0)} ms`,
  };
}

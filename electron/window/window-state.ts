import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Where the window was, in the screen's coordinates. */
export const windowState = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().min(640).max(16_384),
  height: z.int().min(480).max(16_384),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowState>;

/** A rectangle of the screen. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What of a title bar has to be on a screen, so that the window can be moved. */
const reachablePx = 100;

/** Whether a person can reach the window on one of the screens, which may have changed since. */
export function isReachable({ x, y, width }: WindowState, screens: readonly Area[]): boolean {
  return screens.some((screen) => {
    const widthPx = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
    return widthPx >= reachablePx && y >= screen.y && y < screen.y + screen.height - reachablePx;
  });
}

/** The state in the file, if there is one that can be used on these screens. */
export function readWindowState(path: string, screens: readonly Area[]): WindowState | null {
  try {
    const parsed = windowState.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success && isReachable(parsed.data, screens) ? parsed.data : null;
  } catch {
    return null;
  }
}

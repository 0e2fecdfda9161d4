import type { Point, PaneRect, Size } from './view-geometry.ts';

/** How two layers are seen together; `single` shows the first alone. */
export const comparisonModes = ['single', 'side', 'wipe', 'blend'] as const;
export type ComparisonMode = (typeof comparisonModes)[number];

/** Between two panes side by side, in CSS pixels. */
const gapPx = 2;

/** The panes of a stage, in CSS pixels: two beside each other, or below each other where that shows the picture larger. */
export function panesOf(mode: ComparisonMode, stage: Size, picture: Size): readonly PaneRect[] {
  if (mode !== 'side') return [{ x: 0, y: 0, ...stage }];
  const beside = { width: (stage.width - gapPx) / 2, height: stage.height };
  const below = { width: stage.width, height: (stage.height - gapPx) / 2 };
  const fits = (pane: Size) => Math.min(pane.width / picture.width, pane.height / picture.height);
  return fits(beside) >= fits(below)
    ? [
        { x: 0, y: 0, ...beside },
        { x: beside.width + gapPx, y: 0, ...beside },
      ]
    : [
        { x: 0, y: 0, ...below },
        { x: 0, y: below.height + gapPx, ...below },
      ];
}

/** The first column of a pane, in whole device pixels, that shows the second layer; `share` 0..1 of the pane's width. */
export const wipeColumn = (share: number, paneWidthPx: number): number =>
  Math.round(Math.min(1, Math.max(0, share)) * paneWidthPx);

/** How near to the divider, in CSS pixels, a press takes hold of it. */
const holdPx = 10;

export const holdsDivider = (share: number, pane: Size, at: Point): boolean =>
  Math.abs(at.x - share * pane.width) <= holdPx;

/** The share of a divider dragged to a point of the pane. */
export const shareAt = (pane: Size, at: Point): number =>
  pane.width <= 0 ? 0.5 : Math.min(1, Math.max(0, at.x / pane.width));

/** The share after a key, 1 % a step and 10 % with Shift or by page; null where the key moves nothing. */
export function shareAfterKey(share: number, key: string, large: boolean): number | null {
  const step = large ? 0.1 : 0.01;
  const moves: Readonly<Record<string, number>> = {
    ArrowLeft: share - step,
    ArrowDown: share - step,
    ArrowRight: share + step,
    ArrowUp: share + step,
    PageDown: share - 0.1,
    PageUp: share + 0.1,
    Home: 0,
    End: 1,
  };
  const moved = moves[key];
  return moved === undefined ? null : Math.round(Math.min(1, Math.max(0, moved)) * 1000) / 1000;
}

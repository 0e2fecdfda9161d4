export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PaneRect extends Point, Size {}

/**
 * What part of the picture is looked at, independent of the window's size: CSS pixels per picture pixel, or as large as
 * fits, and the point of the picture (its pixels) in the middle of the pane. Panes that share a view are in sync.
 */
export interface View {
  readonly zoom: number | 'fit';
  readonly center: Point;
}

export const zoomLimits = { smallest: 0.05, largest: 32 } as const;

/** Room around a picture that fits, in CSS pixels. */
const marginPx = 8;

/** The whole picture. */
export const fitView = (picture: Size): View => ({
  zoom: 'fit',
  center: { x: picture.width / 2, y: picture.height / 2 },
});

/** The zoom at which the whole picture shows in the pane. */
export function fitZoom(picture: Size, pane: Size): number {
  const across = (pane.width - 2 * marginPx) / picture.width;
  const down = (pane.height - 2 * marginPx) / picture.height;
  return Math.max(zoomLimits.smallest, Math.min(across, down));
}

export const zoomOf = (view: View, picture: Size, pane: Size): number =>
  view.zoom === 'fit' ? fitZoom(picture, pane) : view.zoom;

/** Where the picture lies in the pane, in CSS pixels from the pane's corner. */
export function placement(view: View, picture: Size, pane: Size): PaneRect {
  const zoom = zoomOf(view, picture, pane);
  const center = view.zoom === 'fit' ? fitView(picture).center : view.center;
  return {
    x: pane.width / 2 - center.x * zoom,
    y: pane.height / 2 - center.y * zoom,
    width: picture.width * zoom,
    height: picture.height * zoom,
  };
}

/** The part of a pane that its picture, placed in the pane, covers; in the coordinates that the pane is given in. */
export function seenPart(pane: PaneRect, place: PaneRect): PaneRect {
  const left = Math.max(0, place.x);
  const top = Math.max(0, place.y);
  const right = Math.min(pane.width, place.x + place.width);
  const bottom = Math.min(pane.height, place.y + place.height);
  return {
    x: pane.x + left,
    y: pane.y + top,
    width: Math.max(0, right - left),
    height: Math.max(0, bottom - top),
  };
}

/** The picture's point, in its pixels, under a point of the pane. */
export function picturePoint(view: View, picture: Size, pane: Size, at: Point): Point {
  const place = placement(view, picture, pane);
  const zoom = zoomOf(view, picture, pane);
  return { x: (at.x - place.x) / zoom, y: (at.y - place.y) / zoom };
}

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** The pane's middle stays on the picture, so that it cannot be lost. */
const onPicture = (center: Point, picture: Size): Point => ({
  x: within(center.x, 0, picture.width),
  y: within(center.y, 0, picture.height),
});

/** Another zoom that leaves the picture's point under `at` (in the pane) where it is. */
export function zoomTo(view: View, zoom: number, picture: Size, pane: Size, at: Point): View {
  const next = within(zoom, zoomLimits.smallest, zoomLimits.largest);
  const fixed = picturePoint(view, picture, pane, at);
  const center = {
    x: fixed.x + (pane.width / 2 - at.x) / next,
    y: fixed.y + (pane.height / 2 - at.y) / next,
  };
  return { zoom: next, center: onPicture(center, picture) };
}

/** The view after the picture was dragged by CSS pixels. */
export function panBy(view: View, picture: Size, pane: Size, by: Point): View {
  const zoom = zoomOf(view, picture, pane);
  const center = view.zoom === 'fit' ? fitView(picture).center : view.center;
  return { zoom, center: onPicture({ x: center.x - by.x / zoom, y: center.y - by.y / zoom }, picture) };
}

const zoomSteps = [0.05, 0.1, 0.25, 1 / 3, 0.5, 2 / 3, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32] as const;

/** The next round zoom above (1) or below (-1). */
export function nextZoom(zoom: number, direction: -1 | 1): number {
  const further = zoomSteps.filter((step) => (direction > 0 ? step > zoom * 1.001 : step < zoom * 0.999));
  const limit = direction > 0 ? zoomLimits.largest : zoomLimits.smallest;
  return (direction > 0 ? further[0] : further.at(-1)) ?? limit;
}

/**
 * Longest sides of pictures that are enough for windows which show them no larger. The engine takes 16 ms to reduce a
 * 1080p frame, the browser saves more: it decodes a quarter of the pixels, and keeps four times as many frames.
 */
const reducedSidesPx = [960, 1920] as const;

/** The longest side that pictures need where the picture's takes so many device pixels; null for its own size. */
export function enoughSide({ width, height }: Size, devicePx: number): number | null {
  const longest = Math.max(width, height);
  // Only where at least half of the pixels go is it worth the engine's time.
  const isEnough = (side: number) => devicePx <= side && 2 * side ** 2 <= longest ** 2;
  return reducedSidesPx.find(isEnough) ?? null;
}

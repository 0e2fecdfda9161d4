import { panesOf } from './comparison.ts';
import {
  fitView,
  nextZoom,
  panBy,
  picturePoint,
  zoomOf,
  zoomTo,
  type Point,
  type PaneRect,
} from './view-geometry.ts';
import type { ViewerSession } from '../viewer-session.ts';

/** The first pane of the stage; the second is as large, so both share the view. */
export const firstPane = (session: ViewerSession): PaneRect =>
  panesOf(session.shownChoices().mode, session.stage.get(), session.size)[0]!;

/** A point of the stage as a point of the pane that it lies in. */
export function paneUnder(session: ViewerSession, at: Point): Point {
  const panes = panesOf(session.shownChoices().mode, session.stage.get(), session.size);
  const pane = panes.findLast(({ x, y }) => at.x >= x && at.y >= y) ?? panes[0]!;
  return { x: at.x - pane.x, y: at.y - pane.y };
}

/** The picture's point, in its pixels, under a point of the stage. */
export const pictureUnder = (session: ViewerSession, at: Point): Point =>
  picturePoint(session.view.get(), session.size, firstPane(session), paneUnder(session, at));

/** CSS pixels per picture pixel, now. */
export const currentZoom = (session: ViewerSession): number =>
  zoomOf(session.view.get(), session.size, firstPane(session));

/** Zooms about a point of the pane, its middle without one. */
export function zoomStage(session: ViewerSession, zoom: number, at?: Point): void {
  const pane = firstPane(session);
  const about = at ?? { x: pane.width / 2, y: pane.height / 2 };
  session.view.update((view) => zoomTo(view, zoom, session.size, pane, about));
}

/** The next round zoom above (1) or below (-1). */
export const zoomStep = (session: ViewerSession, direction: -1 | 1): void =>
  zoomStage(session, nextZoom(currentZoom(session), direction));

/** Moves the picture by CSS pixels. */
export const panStage = (session: ViewerSession, by: Point): void =>
  session.view.update((view) => panBy(view, session.size, firstPane(session), by));

/** Shows the whole picture. */
export const fitStage = (session: ViewerSession): void => session.view.set(fitView(session.size));

/** One picture pixel on one device pixel. */
export const actualSize = (session: ViewerSession, at?: Point): void =>
  zoomStage(session, 1 / window.devicePixelRatio, at);

/** The whole picture where single pixels are seen, and the other way round. */
export function toggleActualSize(session: ViewerSession, at?: Point): void {
  if (session.view.get().zoom === 'fit') actualSize(session, at);
  else fitStage(session);
}

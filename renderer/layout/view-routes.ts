import type { Route, ViewName } from '../routing/route.ts';

/** The start of each view. */
export const viewRoutes: Readonly<Record<ViewName, Route>> = {
  queue: { view: 'queue' },
  board: { view: 'board' },
  viewer: { view: 'viewer', runId: null, frame: null },
  metrics: { view: 'metrics', runIds: [] },
  gallery: { view: 'gallery' },
  models: { view: 'models' },
  settings: { view: 'settings' },
};

/** The views, in the order of the navigation. */
export const viewNames = ['queue', 'board', 'viewer', 'metrics', 'gallery', 'models', 'settings'] as const;
export type ViewName = (typeof viewNames)[number];

/** What the window shows; the address after `#` says it. */
export type Route =
  | { readonly view: 'queue' | 'board' | 'gallery' | 'models' | 'settings' }
  /** A run's frame; without a run the list of runs. */
  | { readonly view: 'viewer'; readonly runId: number | null; readonly frame: number | null }
  /** One run, several compared, or all where none is named. */
  | { readonly view: 'metrics'; readonly runIds: readonly number[] };

const isIndex = (text: string | undefined) => text !== undefined && /^\d{1,9}$/.test(text);
const indexOf = (text: string | undefined) => (isIndex(text) ? Number(text) : null);

/** The route of `#/queue`, `#/viewer`, `#/viewer/12`, `#/viewer/12/frame/30`, `#/metrics/3,4`; the queue for anything else. */
export function parseRoute(hash: string): Route {
  const [, view, first, word, second] = hash.replace(/^#/, '').split('/');
  switch (view) {
    case 'viewer':
      return { view, runId: indexOf(first), frame: word === 'frame' ? indexOf(second) : null };
    case 'metrics':
      return { view, runIds: (first ?? '').split(',').filter(isIndex).map(Number) };
    case 'board':
    case 'gallery':
    case 'models':
    case 'settings':
      return { view };
    default:
      return { view: 'queue' };
  }
}

/** The address of a route, with its `#`. */
export function routeHash(route: Route): string {
  switch (route.view) {
    case 'viewer': {
      const run = route.runId === null ? '' : `/${route.runId}`;
      return `#/viewer${run}${route.runId === null || route.frame === null ? '' : `/frame/${route.frame}`}`;
    }
    case 'metrics':
      return `#/metrics${route.runIds.length === 0 ? '' : `/${route.runIds.join(',')}`}`;
    default:
      return `#/${route.view}`;
  }
}

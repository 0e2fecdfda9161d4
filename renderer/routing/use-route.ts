import { useMemo, useSyncExternalStore } from 'react';
import { parseRoute, routeHash, type Route } from './route.ts';

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

/** What the address says is to be shown. */
export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Shows another view; `replace` leaves no step in the history, for frames that are scrubbed over say. */
export function navigate(route: Route, { replace = false } = {}): void {
  const hash = routeHash(route);
  if (hash === window.location.hash) return;
  if (!replace) {
    window.location.hash = hash;
    return;
  }
  history.replaceState(history.state, '', hash);
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}

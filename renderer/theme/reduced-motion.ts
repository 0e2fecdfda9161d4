import { useSyncExternalStore } from 'react';
import { useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';

const query = () => window.matchMedia('(prefers-reduced-motion: reduce)');

function subscribe(listener: () => void): () => void {
  const media = query();
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** Whether movements that only please are left out: by the setting, else by the system's preference. */
export function useReducedMotion(): boolean {
  const system = useSyncExternalStore(subscribe, () => query().matches);
  const setting = valueOf(useSettings())?.reducedMotion ?? 'system';
  return setting === 'system' ? system : setting === 'on';
}

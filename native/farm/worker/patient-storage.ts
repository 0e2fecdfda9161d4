import { dirname } from 'node:path/posix';
import type { WordedFailure } from '../../base/error-words.ts';
import { FodvidError } from '../../base/errors.ts';
import type { FarmJob } from '../farm-job.ts';
import { type Patience, waited } from '../share-patience.ts';
import type { ClipSource, FarmStorage } from '../storage/farm-storage.ts';
import type { Storages } from '../storage/storages.ts';
import type { WorkerState } from './worker-state.ts';

/** What a worker found of a clip, however long it had to wait. */
export type FoundClip =
  | Extract<ClipSource, { readonly state: 'there' }>
  | { readonly state: 'changed' }
  | { readonly state: 'missing' }
  | { readonly state: 'cancelled' };

/** Reaches storages, and waits for those that are gone. */
export interface PatientStorage {
  /** Does what needs the storage of a job's results; null where the worker shall stop. */
  readonly patiently: <T extends object | string>(
    work: (storage: FarmStorage) => Promise<T>,
    job: FarmJob,
    signal: AbortSignal,
  ) => Promise<T | null>;
  /** The clip on this machine; `keepIn` is for a copy where one is needed. */
  readonly sourceOf: (clip: FarmJob['clip'], keepIn: string, signal: AbortSignal) => Promise<FoundClip>;
}

interface PatientParts extends Patience {
  readonly storages: Storages;
  /** Told of what is waited for. */
  readonly state: WorkerState;
  readonly notify: (sentence: string) => void;
}

const isCancelled = (error: unknown) => error instanceof FodvidError && error.kind === 'cancelled';

/** Waits as long as it takes; people are told once what for. */
export function patientStorage({ storages, state, notify, lookMs, sourceMs }: PatientParts): PatientStorage {
  async function waitFor(trouble: WordedFailure, signal: AbortSignal): Promise<void> {
    if (state.info().trouble?.error !== trouble.error) notify(`${trouble.error}; the worker waits for it.`);
    state.troubled(trouble);
    await waited(lookMs, signal);
  }

  return {
    async patiently(work, { kind, outDir }, signal) {
      const storage = storages(outDir);
      while (!signal.aborted) {
        try {
          const result = await work(storage);
          state.troubled(null);
          return result;
        } catch (error) {
          if (isCancelled(error)) return null;
          const trouble = await storage.trouble(error, kind === 'run' ? dirname(outDir) : outDir);
          if (trouble === null) throw error;
          await waitFor(trouble, signal);
        }
      }
      return null;
    },
    async sourceOf(clip, keepIn, signal) {
      const sinceMs = performance.now();
      while (!signal.aborted) {
        const source = await storages(clip.path)
          .source(clip, keepIn, signal)
          .catch((error: unknown) => {
            if (isCancelled(error)) return { state: 'cancelled' } as const;
            throw error;
          });
        if (source.state === 'cancelled') break;
        if (source.state === 'there') state.troubled(null);
        if (source.state === 'there' || source.state === 'changed') return source;
        if (source.state === 'missing' && performance.now() - sinceMs > sourceMs) return { state: 'missing' };
        await waitFor(source.trouble, signal);
      }
      return { state: 'cancelled' };
    },
  };
}

import { useEffect, useState } from 'react';
import type { Result } from '../../native/api/contract.ts';
import type { RunConfig } from '../../native/api/run-config.ts';
import type { SkippedFile } from '../../native/api/skipped-files.ts';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';

/** A clip with what its run would take, or the sentence of one that cannot be run. */
export type PreflightRow = Result<'queue.preflight'>['reports'][number];

export interface Preflight {
  readonly rows: readonly PreflightRow[];
  /** What else lies in the folders among the paths. */
  readonly skipped: readonly SkippedFile[];
  /** How many of the paths have been looked at. */
  readonly checked: number;
}

const settleMs = 250;
/** New rows are shown so often at most: hundreds of clips, each quickly looked at, would be nothing but rendering. */
const showMs = 100;

/** Looks at the paths one by one, so that the first rows are there at once; starts again when the configuration changes. */
export function usePreflight(paths: readonly string[], config: RunConfig | null): Preflight {
  const engine = useEngine();
  const [preflight, setPreflight] = useState<Preflight>({ rows: [], skipped: [], checked: 0 });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    async function look(chosen: RunConfig): Promise<void> {
      const rows: PreflightRow[] = [];
      const skipped: SkippedFile[] = [];
      let shownMs = -Infinity;
      for (const [index, path] of paths.entries()) {
        const found = await lookAt(path, chosen);
        rows.push(...found.reports);
        skipped.push(...found.skipped);
        if (signal.aborted) return;
        const nowMs = performance.now();
        if (nowMs - shownMs < showMs && index < paths.length - 1) continue;
        shownMs = nowMs;
        setPreflight({ rows: [...rows], skipped: [...skipped], checked: index + 1 });
      }
    }
    async function lookAt(path: string, chosen: RunConfig): Promise<Result<'queue.preflight'>> {
      try {
        return await engine.call('queue.preflight', { paths: [path], config: chosen }, signal);
      } catch (error) {
        return { reports: [{ clip: path, error: sentenceOf(error) }], skipped: [] };
      }
    }
    const timer = config === null ? undefined : setTimeout(() => void look(config), settleMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [engine, paths, config]);
  return preflight;
}

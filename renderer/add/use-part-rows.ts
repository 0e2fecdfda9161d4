import { useCallback, useEffect, useState } from 'react';
import type { PartChoice, RunConfig } from '../../native/api/run-config.ts';
import { useEngine } from '../state/app-context.ts';
import { sentenceOf } from '../state/resource.ts';
import type { PreflightRow } from './use-preflight.ts';

/** Of which clips, by their paths, only a part is run. */
export type ClipParts = ReadonlyMap<string, PartChoice>;

/** The parts that a person chooses, and the clips' rows with what the runs of these would take. */
export function usePartRows(rows: readonly PreflightRow[], config: RunConfig | null) {
  const engine = useEngine();
  const [parts, setParts] = useState<ClipParts>(new Map());
  const [looked, setLooked] = useState<ReadonlyMap<string, PreflightRow>>(new Map());
  const choose = useCallback(
    (clip: string, part: PartChoice) =>
      setParts((before) => {
        const others = [...before].filter(([other]) => other !== clip);
        const isWhole = part.from === undefined && part.to === undefined;
        return new Map(isWhole ? others : [...others, [clip, part]]);
      }),
    [],
  );
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    async function look(chosen: RunConfig): Promise<void> {
      const found = new Map<string, PreflightRow>();
      for (const [clip, part] of parts) {
        const asked = { paths: [clip], config: { ...chosen, ...part } };
        const row = await engine.call('queue.preflight', asked, signal).then(
          ({ reports }) => reports[0],
          (error: unknown) => ({ clip, error: sentenceOf(error) }),
        );
        if (signal.aborted) return;
        if (row !== undefined) found.set(clip, row);
      }
      setLooked(found);
    }
    if (config !== null) void look(config);
    return () => controller.abort();
  }, [engine, config, parts]);
  const shown = rows.map((row) => (parts.has(row.clip) ? (looked.get(row.clip) ?? row) : row));
  return { parts, choose, rows: shown };
}

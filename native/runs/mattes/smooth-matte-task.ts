import {
  blockLevels,
  type MattedFrame,
  smoothOverTime,
  type TemporalNeighbour,
} from '../../matte/temporal-smoothing.ts';
import { readFlow, type StoredFlows } from '../stored/stored-flows.ts';
import { sharedBytes } from './shared-memory.ts';

/** A frame with its matte, those of its neighbours, and how much these have to say (see `smoothOverTime`). */
export interface SmoothMatteTask {
  readonly own: MattedFrame;
  readonly neighbours: readonly (MattedFrame & { readonly offset: number })[];
  readonly flows: StoredFlows | null;
  readonly amount: number;
}

/** The neighbours that a frame's flows lead to. */
export function temporalNeighbours({
  neighbours,
  flows,
}: Pick<SmoothMatteTask, 'neighbours' | 'flows'>): TemporalNeighbour[] {
  if (flows === null) return [];
  return neighbours.flatMap((neighbour) => {
    const flow = readFlow(flows, neighbour.offset);
    return flow === undefined ? [] : [{ ...neighbour, flow }];
  });
}

/** Smooths a matte over time, as levels in memory that threads share, and their blocks. */
export function smoothMatteTask(task: SmoothMatteTask): Pick<MattedFrame, 'alpha' | 'blocks'> {
  const { own, amount } = task;
  const alpha = new Uint16Array(sharedBytes(2 * own.alpha.length).buffer);
  alpha.set(own.alpha);
  smoothOverTime(own, temporalNeighbours(task), amount, alpha);
  return { alpha, blocks: blockLevels(alpha, own.frame) };
}

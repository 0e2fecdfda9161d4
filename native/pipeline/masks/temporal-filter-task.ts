import { type SeenMask, temporallyFiltered } from '../../flow/temporal-filter.ts';
import { readFlow, type StoredFlows } from '../../runs/stored/stored-flows.ts';

/** A frame and its soft mask, and those of the neighbours which its flows lead to, in the flows' order. */
export interface TemporalFilterTask extends SeenMask {
  readonly flows: StoredFlows;
  /** Null where a neighbour has no mask. */
  readonly neighbours: readonly (SeenMask | null)[];
}

/** See `temporallyFiltered`. */
export const temporalFilterTask = ({ frame, shares, flows, neighbours }: TemporalFilterTask): Uint8Array =>
  temporallyFiltered(
    { frame, shares },
    neighbours.flatMap((seen, k) =>
      seen === null ? [] : [{ ...seen, flow: readFlow(flows, flows.offsets[k]!)! }],
    ),
  );

import type { OffsetFlow } from '../features/embedded-motion.ts';
import { reduceFlow } from '../flow/reduce-flow.ts';
import { decodeFloat16 } from '../raster/float16.ts';
import type { FlowField, RasterSize } from '../raster/types.ts';

/** A frame's flows as they lie in the cache: float16, [offsets, 2, H, W]. */
export interface StoredFlows {
  readonly offsets: readonly number[];
  readonly size: RasterSize;
  readonly bytes: Uint8Array;
}

/** The flow to the neighbour at `offset` from its cached bytes; undefined where there is no such neighbour. */
export function readFlow({ offsets, size, bytes }: StoredFlows, offset: number): FlowField | undefined {
  const at = offsets.indexOf(offset);
  if (at < 0) return undefined;
  const length = bytes.byteLength / offsets.length;
  return { ...size, data: decodeFloat16(bytes.subarray(at * length, (at + 1) * length)) };
}

/** The same flow at another size. */
export function readFlowAt(stored: StoredFlows, offset: number, size: RasterSize): FlowField | undefined {
  const flow = readFlow(stored, offset);
  const fits = flow?.widthPx === size.widthPx && flow.heightPx === size.heightPx;
  return flow === undefined || fits ? flow : reduceFlow(flow, size);
}

/** The flows of one frame from their cached bytes. */
export const readFlows = (stored: StoredFlows): OffsetFlow[] =>
  stored.offsets.map((offset) => ({ offset, flow: readFlow(stored, offset)! }));

/** Of a frame's flows the one to the frame before, where there is one, in memory of its own: less to hand to a thread. */
export function previousFlow({ offsets, size, bytes }: StoredFlows): StoredFlows {
  const at = offsets.indexOf(-1);
  if (at < 0) return { offsets: [], size, bytes: new Uint8Array(0) };
  const length = bytes.byteLength / offsets.length;
  return { offsets: [-1], size, bytes: bytes.slice(at * length, (at + 1) * length) };
}

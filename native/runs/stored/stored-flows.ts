import type { OffsetFlow } from '../../features/embedded-motion.ts';
import { reduceFlow } from '../../flow/reduce-flow.ts';
import { viewFloat16, widenFloat16 } from '../../raster/float16.ts';
import type { FlowField, RasterSize, SampledFlow } from '../../raster/types.ts';

/** A frame's flows as they lie in the cache: float16, [offsets, 2, H, W]. */
export interface StoredFlows {
  readonly offsets: readonly number[];
  readonly size: RasterSize;
  readonly bytes: Uint8Array;
}

/** The flow to the neighbour at `offset` as it lies in the cache; undefined where there is no such neighbour. */
export function sampledFlow({ offsets, size, bytes }: StoredFlows, offset: number) {
  const at = offsets.indexOf(offset);
  if (at < 0) return undefined;
  const length = bytes.byteLength / offsets.length;
  return { ...size, data: viewFloat16(bytes.subarray(at * length, (at + 1) * length)) } satisfies SampledFlow;
}

/** As `sampledFlow`, widened to float32: for work on every pixel. */
export function readFlow(stored: StoredFlows, offset: number): FlowField | undefined {
  const flow = sampledFlow(stored, offset);
  return flow === undefined ? undefined : { ...stored.size, data: widenFloat16(flow.data) };
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

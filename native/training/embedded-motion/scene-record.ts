import type { PlanarMotion } from '../../features/camera-motion.ts';
import type { OffsetFlow } from '../../features/embedded-motion.ts';
import { decodeFloat16, encodeFloat16 } from '../../raster/float16.ts';
import type { RasterSize } from '../../raster/types.ts';

/** What the network learns from of one rendered scene, all at the flow's size. */
export interface SceneRecord {
  readonly size: RasterSize;
  /** Estimated flow of the middle frame to its neighbours at `recordOffsets`, in their order. */
  readonly flows: readonly OffsetFlow[];
  /** The camera's part of each flow. */
  readonly motions: readonly PlanarMotion[];
  /** The share of moving objects in each pixel, [H, W] of 0..255. */
  readonly share: Uint8Array;
  /** The object that has most of each pixel, [H, W]; 0 is background. */
  readonly label: Uint8Array;
}

/** Neighbours that every record has flow to. */
export const recordOffsets = [-2, -1, 1, 2] as const;
const MOTION_LENGTH = 8;

/** Bytes of the parts of a record, in their order: flows, motions, share, label. */
const partSizes = ({ widthPx, heightPx }: RasterSize): readonly number[] => {
  const plane = widthPx * heightPx;
  const { length } = recordOffsets;
  return [length * 2 * 2 * plane, length * MOTION_LENGTH * 8, plane, plane];
};

/** Bytes of a record of this size: a file of another length is none. */
export const recordBytes = (size: RasterSize): number =>
  partSizes(size).reduce((sum, bytes) => sum + bytes, 0);

/** A record as one block of bytes. */
export function encodeRecord({ size, flows, motions, share, label }: SceneRecord): Uint8Array {
  const motion = new Float64Array(motions.length * MOTION_LENGTH);
  motions.forEach((one, k) => motion.set(one, k * MOTION_LENGTH));
  const parts = [
    ...flows.map(({ flow }) => encodeFloat16(flow.data)),
    new Uint8Array(motion.buffer),
    share,
    label,
  ];
  const bytes = new Uint8Array(recordBytes(size));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The record in the bytes that `encodeRecord` made of one of this size. */
export function decodeRecord(bytes: Uint8Array, size: RasterSize): SceneRecord {
  let at = 0;
  // A Buffer's own slice is a view of memory that it may share; that of an array is a copy.
  const own = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [flows, motion, share, label] = partSizes(size).map((length) => own.slice(at, (at += length))) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const motions = new Float64Array(motion.buffer);
  const each = flows.length / recordOffsets.length;
  return {
    size,
    flows: recordOffsets.map((offset, k) => ({
      offset,
      flow: { ...size, data: decodeFloat16(flows.subarray(k * each, (k + 1) * each)) },
    })),
    motions: recordOffsets.map((_, k) => motions.slice(k * MOTION_LENGTH, (k + 1) * MOTION_LENGTH)),
    share,
    label,
  };
}

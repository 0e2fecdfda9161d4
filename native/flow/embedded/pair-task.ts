import { LRUCache } from 'lru-cache';
import { move } from 'piscina';
import type { FlowField, RasterSize } from '../../raster/types.ts';
import { embeddedFlowOf } from './coarse-to-fine.ts';
import { framePyramid } from './pyramid.ts';
import type { FramePyramid } from './pyramid.ts';

/** A frame as it travels to a worker thread: its RGB bytes are shared, not copied. */
export interface SharedFrame extends RasterSize {
  /** Names the frame in the worker's cache. */
  readonly id: number;
  readonly rgb: SharedArrayBuffer;
}

/** One pair to estimate. */
export interface PairTask {
  readonly first: SharedFrame;
  readonly second: SharedFrame;
}

/** The pyramids of this thread: a frame, its four neighbours, and those of the next frame. */
const pyramids = new LRUCache<number, FramePyramid>({ max: 7 });

function pyramidOf({ id, widthPx, heightPx, rgb }: SharedFrame): FramePyramid {
  const known = pyramids.get(id);
  if (known !== undefined) return known;
  const pyramid = framePyramid({ widthPx, heightPx, data: new Uint8Array(rgb) });
  pyramids.set(id, pyramid);
  return pyramid;
}

/** Runs in a worker thread: the flow of one pair, its buffer handed over to the caller. */
export default function pairTask({ first, second }: PairTask): FlowField {
  const flow = embeddedFlowOf(pyramidOf(first), pyramidOf(second), first);
  move(flow.data.buffer as ArrayBuffer);
  return flow;
}

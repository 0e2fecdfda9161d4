import assert from 'node:assert/strict';
import type { FlowNetworkOptions } from '../../native/models/picture-pair.ts';
import type { GraphBuilder } from '../../native/onnx/graph.ts';
import { createSession } from '../../native/onnx/session.ts';
import type { Provider } from '../../native/onnx/session.ts';
import { readSafetensors, toFloat32 } from '../../native/weights/formats/safetensors.ts';
import type { SafeTensor } from '../../native/weights/formats/safetensors.ts';
import type { StateDict } from '../../native/weights/formats/state-dict.ts';
import type { RgbImage } from '../../native/raster/types.ts';

/** What builds a flow network's graph. */
export type BuildFlow = (weights: StateDict, options: FlowNetworkOptions) => { readonly graph: GraphBuilder };

/** The flow [P, 2, H, W] from the first picture to the others, in one run. */
export async function flowOf(
  build: BuildFlow,
  weights: StateDict,
  [first, ...seconds]: readonly [RgbImage, ...RgbImage[]],
  provider: Provider = 'cpu',
): Promise<Float32Array> {
  const { graph } = build(weights, { size: first, pairs: seconds.length, provider });
  const session = await createSession(graph, { provider });
  const stacked = Uint8Array.from(seconds.flatMap(({ data }) => [...data]));
  const { flow } = await session.run({ first: first.data, seconds: stacked });
  await session.dispose();
  assert.deepEqual(flow!.shape, [seconds.length, 2, first.heightPx, first.widthPx]);
  return flow!.data as Float32Array;
}

/** A pair of pictures and the flows that the original code found, from a reference file. */
export interface FlowReference {
  readonly pictures: readonly [RgbImage, RgbImage];
  readonly tensors: ReadonlyMap<string, SafeTensor>;
}

/** Reads a reference file of a flow network. */
export async function readFlowReference(path: string): Promise<FlowReference> {
  const tensors = await readSafetensors(path);
  const picture = (name: string): RgbImage => {
    const { shape, bytes } = tensors.get(name)!;
    return { heightPx: shape[0]!, widthPx: shape[1]!, data: new Uint8Array(bytes) };
  };
  return { pictures: [picture('image1_u8_hwc'), picture('image2_u8_hwc')], tensors };
}

/** The distances between the vectors of two fields [2, H, W], in increasing order. */
export function endPointDistances(found: Float32Array, wanted: Float32Array): Float32Array {
  assert.equal(found.length, wanted.length);
  const pixels = wanted.length / 2;
  const at = (i: number): number =>
    Math.hypot(found[i]! - wanted[i]!, found[i + pixels]! - wanted[i + pixels]!);
  return Float32Array.from({ length: pixels }, (_, i) => at(i)).sort();
}

/** Rows 64 to 127 and columns 128 to 255 of a field [2, 256, 512]: where the references have full precision. */
export function referenceCrop(field: Float32Array): Float32Array {
  const [height, width, top, left] = [64, 128, 64, 128];
  return Float32Array.from({ length: 2 * height * width }, (_, i) => {
    const [plane, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    return field[plane * 256 * 512 + (y + top) * 512 + x + left]!;
  });
}

/** The mean of some numbers. */
export const meanDistance = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A tensor of a reference file as float32. */
export const referenceFlow = ({ tensors }: FlowReference, name: string): Float32Array =>
  toFloat32(tensors.get(name)!);

import type { HostTensor } from '../../native/onnx/data-type.ts';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import type { Tensor } from '../../native/onnx/graph.ts';
import { createSession } from '../../native/onnx/session.ts';
import type { Feeds, Session } from '../../native/onnx/session.ts';
import { readSafetensors, toFloat32 } from '../../native/weights/formats/safetensors.ts';

/** A float tensor in a test. */
export interface Sample {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A session over the graph that `build` makes of inputs of the samples' shapes; `build` names the outputs. */
export async function sessionOf<Name extends string>(
  samples: Readonly<Record<Name, Sample>>,
  build: (inputs: Readonly<Record<Name, Tensor>>) => Readonly<Record<string, Tensor>>,
): Promise<Session> {
  const graph = new GraphBuilder();
  const entries = Object.entries<Sample>(samples).map(([name, { shape }]) => [
    name,
    graph.input(name, shape),
  ]);
  const outputs = build(Object.fromEntries(entries) as Record<Name, Tensor>);
  for (const [name, tensor] of Object.entries(outputs)) graph.output(name, tensor);
  return createSession(graph, { threads: 1 });
}

/** What a session computes of samples, as float32. */
export async function runOn(
  session: Session,
  samples: Readonly<Record<string, Sample>>,
): Promise<Record<string, Float32Array>> {
  const feeds: Feeds = Object.fromEntries(Object.entries(samples).map(([name, { data }]) => [name, data]));
  const results = Object.entries<HostTensor>(await session.run(feeds));
  return Object.fromEntries(results.map(([name, { data }]) => [name, data as Float32Array]));
}

/** The outputs, by name, of a graph run once. */
export async function evaluate<Name extends string>(
  samples: Readonly<Record<Name, Sample>>,
  build: (inputs: Readonly<Record<Name, Tensor>>) => Readonly<Record<string, Tensor>>,
): Promise<Record<string, Float32Array>> {
  const session = await sessionOf(samples, build);
  try {
    return await runOn(session, samples);
  } finally {
    await session.dispose();
  }
}

/** The tensors of a safetensors file as float32. */
export async function readSamples(path: string): Promise<Record<string, Sample>> {
  const tensors = await readSafetensors(path);
  return Object.fromEntries(
    [...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, data: toFloat32(tensor) }]),
  );
}

/** The largest difference, over the largest magnitude of what was expected. */
export function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Infinity;
  let [difference, magnitude] = [0, 1e-30];
  for (let i = 0; i < expected.length; i++) {
    // Written so that a NaN is an infinite error.
    const step = Math.abs(actual[i]! - expected[i]!);
    difference = step <= difference ? difference : Number.isNaN(step) ? Infinity : step;
    magnitude = Math.max(magnitude, Math.abs(expected[i]!));
  }
  return difference / magnitude;
}

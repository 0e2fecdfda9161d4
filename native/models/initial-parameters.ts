import type { ParameterShapes, ParameterValues } from '../onnx/autodiff/flat-parameters.ts';
import { SeededRandom } from '../base/seeded-random.ts';

/**
 * Parameters before any training, as PyTorch's layers have them: weights and biases uniform within 1 / √(inputs of a
 * unit); scales of normalisations (weights of one axis) 1 and their shifts 0. A `name.bias` goes with its `name.weight`.
 * The same for the same seed.
 */
export function initialParameters(shapes: ParameterShapes, seed: number): ParameterValues {
  const random = new SeededRandom(seed);
  const weightOf = (name: string) => shapes.get(name.replace(/bias$/, 'weight'))!;
  const fanIn = (name: string): number =>
    weightOf(name)
      .slice(1)
      .reduce((product, side) => product * side, 1);
  const normalisation = (name: string, length: number) =>
    new Float32Array(length).fill(name.endsWith('weight') ? 1 : 0);
  return new Map(
    [...shapes].map(([name, shape]) => {
      const bound = 1 / Math.sqrt(fanIn(name));
      const length = shape.reduce((product, side) => product * side, 1);
      const data =
        weightOf(name).length === 1
          ? normalisation(name, length)
          : Float32Array.from({ length }, () => (2 * random.next() - 1) * bound);
      return [name, { shape, data }];
    }),
  );
}

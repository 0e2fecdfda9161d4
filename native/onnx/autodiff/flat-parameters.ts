import { usageError } from '../../base/errors.ts';
import { elementCount, showShape } from '../data-type.ts';
import type { Tensor } from '../graph.ts';
import * as op from '../ops.ts';

/** A network's parameters and their shapes, in the order in which they lie in one vector. */
export type ParameterShapes = ReadonlyMap<string, readonly number[]>;

/** Parameters on the host by name: what a state dict is too. */
export type ParameterValues = ReadonlyMap<
  string,
  { readonly shape: readonly number[]; readonly data: Float32Array }
>;

/** A network's parameters by name, as tensors of a graph. Throws for an unknown name. */
export type ParameterSource = (name: string) => Tensor;

/** The number of all parameters' elements. */
export const parameterCount = (shapes: ParameterShapes): number =>
  [...shapes.values()].reduce((sum, shape) => sum + elementCount(shape), 0);

/** The parameters that lie one after another in `flat` [P]. */
export function parametersOf(flat: Tensor, shapes: ParameterShapes): ParameterSource {
  const sizes = [...shapes.values()].map(elementCount);
  const parts = op.split(flat, { axis: 0, sizes });
  const tensors = new Map([...shapes].map(([name, shape], i) => [name, op.reshape(parts[i]!, shape)]));
  return (name) => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw usageError(`The network has no parameter '${name}'.`);
    return tensor;
  };
}

/** All parameters as one vector. Throws where one is missing or has another shape. */
export function packParameters(shapes: ParameterShapes, values: ParameterValues): Float32Array {
  const flat = new Float32Array(parameterCount(shapes));
  let at = 0;
  for (const [name, shape] of shapes) {
    const value = values.get(name);
    if (value?.shape.join() !== shape.join())
      throw usageError(`The parameter '${name}' is missing or does not have the shape ${showShape(shape)}.`);
    flat.set(value.data, at);
    at += value.data.length;
  }
  return flat;
}

/** The parameters of one vector by name; copies. */
export function unpackParameters(shapes: ParameterShapes, flat: Float32Array): ParameterValues {
  let at = 0;
  return new Map(
    [...shapes].map(([name, shape]) => {
      const data = flat.slice(at, (at += elementCount(shape)));
      return [name, { shape, data }];
    }),
  );
}

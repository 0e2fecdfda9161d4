/** One tensor of a network: `data` is row-major, float32, of as many elements as `shape` says. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network's tensors by the names that its authors gave them. */
export type StateDict = ReadonlyMap<string, WeightTensor>;

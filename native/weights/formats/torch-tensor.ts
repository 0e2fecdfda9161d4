import { failedError } from '../../base/errors.ts';
import { asFloat32, decodeElements, type DType, elementBytes, countElements } from './dtypes.ts';
import type { WeightTensor } from './state-dict.ts';

/** The bytes behind one or more tensors; they are filled in after the pickle has said which are needed. */
export interface Storage {
  readonly key: string;
  readonly sizeBytes: number;
  readonly elementBytes: number;
  bytes: Uint8Array | null;
}

/** A storage seen as elements of one type, from `start` on (an element index). */
export class TypedStorage {
  readonly storage: Storage;
  readonly dtype: DType;
  readonly start: number;
  readonly count: number;

  constructor(storage: Storage, dtype: DType, start: number, count: number) {
    this.storage = storage;
    this.dtype = dtype;
    this.start = start;
    this.count = count;
  }
}

/** A tensor of a torch.save file: a strided view of a storage, offsets and strides in elements. */
export class TorchTensor {
  readonly source: TypedStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];

  constructor(source: TypedStorage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.source = source;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }

  get dtype(): DType {
    return this.source.dtype;
  }
}

/** The number of storage elements between a view's first and last one, both included; 0 for an empty view. */
export function spanOf(shape: readonly number[], strides: readonly number[]): number {
  if (shape.includes(0)) return 0;
  return 1 + shape.reduce((last, side, axis) => last + (side - 1) * strides[axis]!, 0);
}

/** Whether the elements lie in row-major order without gaps; axes of one element have any stride. */
function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== expected) return false;
    expected *= shape[axis]!;
  }
  return true;
}

/** The tensor as float32, row-major; the storage's own memory where that is already so. */
export function torchToWeight(tensor: TorchTensor): WeightTensor {
  const { source, shape, strides } = tensor;
  const bytes = source.storage.bytes;
  if (bytes === null) throw failedError(`Storage "${source.storage.key}" of the checkpoint was not loaded.`);
  const size = elementBytes[source.dtype];
  const first = (source.start + tensor.offset) * size;
  const span = spanOf(shape, strides);
  const elements = asFloat32(decodeElements(source.dtype, bytes.subarray(first, first + span * size)));
  if (span === 0 || isRowMajor(shape, strides)) return { shape, data: elements };
  return { shape, data: gather(elements, shape, strides) };
}

/** Copies a strided view into row-major order. */
function gather(elements: Float32Array, shape: readonly number[], strides: readonly number[]): Float32Array {
  const out = new Float32Array(countElements(shape) ?? 0);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = elements[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

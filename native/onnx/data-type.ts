/** Element types that graphs compute in. `float16` data is held as raw bits in a Uint16Array. */
export type DataType = 'float32' | 'float64' | 'float16' | 'int64' | 'int32' | 'uint8' | 'bool';

/** The typed array that holds each element type. */
export interface DataOf {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly float16: Uint16Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
}

/** Row-major elements of a tensor. */
export type TensorData = DataOf[DataType];

/** A tensor on the host: as many elements in `data` as `shape` says. */
export interface HostTensor {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Element types' numbers in ONNX files (TensorProto.DataType). */
export const elementCodes: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
};

/** The number of elements of a shape (1 for a scalar's empty shape). */
export const elementCount = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** `[2, 3]` as people read shapes. */
export const showShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** `float32[2, 3]` as people read tensors. */
export const showType = (tensor: { readonly dtype: DataType; readonly shape: readonly number[] }): string =>
  `${tensor.dtype}${showShape(tensor.shape)}`;

/** The element type that a typed array stands for where nothing else is said. */
export function naturalType(data: TensorData): DataType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  if (data instanceof BigInt64Array) return 'int64';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Uint16Array) return 'float16';
  return 'uint8';
}

/** Plain numbers as a typed array of `dtype`; float16 has no such conversion here (cast a float32 constant). */
export function arrayOf(dtype: Exclude<DataType, 'float16'>, values: readonly number[]): TensorData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'float64':
      return Float64Array.from(values);
    case 'int64':
      return BigInt64Array.from(values, BigInt);
    case 'int32':
      return Int32Array.from(values);
    case 'uint8':
    case 'bool':
      return Uint8Array.from(values);
  }
}

/** The little-endian bytes of `data`: the same memory. */
export const bytesOf = (data: TensorData): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** `bytes` as elements of `dtype`: the same memory where it is aligned, else a copy. */
export function dataFromBytes(dtype: DataType, bytes: Uint8Array): TensorData {
  const size = { float32: 4, float64: 8, float16: 2, int64: 8, int32: 4, uint8: 1, bool: 1 }[dtype];
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const length = Math.floor(byteLength / size);
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
    case 'float16':
      return new Uint16Array(buffer, byteOffset, length);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    case 'uint8':
    case 'bool':
      return new Uint8Array(buffer, byteOffset, length);
  }
}

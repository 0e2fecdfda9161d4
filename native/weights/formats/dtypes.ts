import { decodeFloat16 } from '../../raster/float16.ts';

/** Element types of stored tensors, by their safetensors names. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  U64: 8,
  I32: 4,
  U32: 4,
  I16: 2,
  U16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** The name of an element type. */
export type DType = keyof typeof elementBytes;

/** Whether `name` is an element type that can be read. */
export const isDType = (name: unknown): name is DType =>
  typeof name === 'string' && Object.hasOwn(elementBytes, name);

/** The most axes that a stored tensor may have; networks have five at most. */
const maxRank = 16;

/** The number of elements of `shape`, or null where it is no shape (negative, fractional, beyond 2^53). */
export function countElements(shape: readonly unknown[]): number | null {
  if (shape.length > maxRank) return null;
  let count = 1;
  let empty = false;
  for (const side of shape) {
    if (typeof side !== 'number' || !Number.isSafeInteger(side) || side < 0) return null;
    if (side === 0) empty = true;
    else count *= side;
    if (!Number.isSafeInteger(count)) return null;
  }
  return empty ? 0 : count;
}

function fromBfloat(bits: Uint16Array): Float32Array {
  const out = new Float32Array(bits.length);
  const words = new Uint32Array(out.buffer);
  for (let i = 0; i < bits.length; i++) words[i] = bits[i]! << 16;
  return out;
}

/** A typed array constructor over a shared buffer. */
type ArrayOver<T> = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => T;

/** `bytes` as elements of `Kind`: the same memory where it is aligned, else a copy. */
function elementsOf<T>(Kind: ArrayOver<T>, bytes: Uint8Array, size: number): T {
  const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  return new Kind(aligned.buffer, aligned.byteOffset, Math.floor(aligned.byteLength / size));
}

/** The little-endian elements of `bytes` as numbers in their own type; half types as float32. */
export function decodeElements(dtype: DType, bytes: Uint8Array): NumericArray {
  switch (dtype) {
    case 'F64':
      return elementsOf(Float64Array, bytes, 8);
    case 'F32':
      return elementsOf(Float32Array, bytes, 4);
    case 'F16':
      return decodeFloat16(bytes);
    case 'BF16':
      return fromBfloat(elementsOf(Uint16Array, bytes, 2));
    case 'I64':
      return Float64Array.from(elementsOf(BigInt64Array, bytes, 8), Number);
    case 'U64':
      return Float64Array.from(elementsOf(BigUint64Array, bytes, 8), Number);
    case 'I32':
      return elementsOf(Int32Array, bytes, 4);
    case 'U32':
      return elementsOf(Uint32Array, bytes, 4);
    case 'I16':
      return elementsOf(Int16Array, bytes, 2);
    case 'U16':
      return elementsOf(Uint16Array, bytes, 2);
    case 'I8':
      return elementsOf(Int8Array, bytes, 1);
    case 'U8':
    case 'BOOL':
      return bytes;
  }
}

/** What elements decode to. */
export type NumericArray =
  Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** `values` as float32; the same memory where they are float32 already. */
export const asFloat32 = (values: NumericArray): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values);

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
export function elementCount(shape: readonly unknown[]): number | null {
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

let halfTable: Float32Array | undefined;

/** The 65,536 values of IEEE half precision by their bits: conversions are then one look-up. */
function halfValues(): Float32Array {
  halfTable ??= Float32Array.from({ length: 65536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
  return halfTable;
}

/** Half-precision bits as float32. */
export function fromHalf(bits: Uint16Array): Float32Array {
  const values = halfValues();
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = values[bits[i]!]!;
  return out;
}

/** Float32 as half-precision bits, rounded to nearest even; too large values become infinities. */
export function toHalf(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const out = new Uint16Array(values.length);
  for (let i = 0; i < words.length; i++) out[i] = halfBits(words[i]!);
  return out;
}

function halfBits(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const magnitude = word & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rounded = magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1);
    return sign | (rounded >>> 13);
  }
  return sign | subnormalHalf(magnitude);
}

/** Magnitudes below 2^-14: the significand shifted to units of 2^-24, rounded to nearest even. */
function subnormalHalf(magnitude: number): number {
  const shift = 126 - (magnitude >>> 23);
  if (shift > 25) return 0;
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const halfUnit = 1 << (shift - 1);
  const odd = (significand >>> shift) & 1;
  return (significand + halfUnit - 1 + odd) >>> shift;
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
      return fromHalf(elementsOf(Uint16Array, bytes, 2));
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

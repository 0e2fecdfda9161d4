// The planes of the variational refinement of one level, and how pixels lie in them.
//
// Pixels of even and odd x lie apart, so that the neighbours of four pixels of one colour of the chequerboard are four
// pixels side by side of the other: a line holds first its even, then its odd pixels, each with four values of margin
// on either side. The pixel left of odd pixel k is even pixel k, that left of even pixel k is odd pixel k - 1. Planes
// have one line more above and below.
export const marginPx: i32 = 4;

export let width: i32 = 0;
export let height: i32 = 0;
/** Pixels of one parity, in whole vectors; bytes of them with their margins, of a line, and of a plane. */
export let half: i32 = 0;
export let partBytes: usize = 0;
export let lineBytes: usize = 0;
export let planeBytes: usize = 0;

/** The planes, each at its pixel (0, 0). */
export let u: usize = 0;
export let v: usize = 0;
/** The flow by which the second frame was warped. */
export let u0: usize = 0;
export let v0: usize = 0;
/** Mean of the first frame and the warped second one, second minus first, and the mean's gradient. */
export let mean: usize = 0;
export let change: usize = 0;
export let dx: usize = 0;
export let dy: usize = 0;
/** The weight of gradient constancy where the displaced point lies inside the second image, else 0. */
export let trust: usize = 0;
export let flatness: usize = 0;
/** For every four pixels: inverted diagonal block (11, 12, 22), right-hand side (u, v), weights right, left, below. */
export let system: usize = 0;
export const systemBytes: usize = 128;
const planes: i32 = 10;

/** Bytes that `refine` needs for a level of this size. */
export function refineBytes(widthPx: i32, heightPx: i32): usize {
  layOut(0, widthPx, heightPx);
  return <usize>planes * planeBytes + ((<usize>height) << 1) * <usize>(half >> 2) * systemBytes;
}

/** Puts the planes of a level of this size at `at`. */
export function layOut(at: usize, widthPx: i32, heightPx: i32): void {
  width = widthPx;
  height = heightPx;
  half = (((widthPx + 1) >> 1) + 3) & -4;
  partBytes = (<usize>(half + 2 * marginPx)) << 2;
  lineBytes = 2 * partBytes;
  planeBytes = <usize>(heightPx + 2) * lineBytes;
  u = at + lineBytes + (marginPx << 2);
  v = u + planeBytes;
  u0 = v + planeBytes;
  v0 = u0 + planeBytes;
  mean = v0 + planeBytes;
  change = mean + planeBytes;
  dx = change + planeBytes;
  dy = dx + planeBytes;
  trust = dy + planeBytes;
  flatness = trust + planeBytes;
  system = at + <usize>planes * planeBytes;
}

/** Bytes from a line's pixel 0 of one parity to the pixels on the left of the first four of the other parity. */
export function leftOf(odd: i32): isize {
  return odd == 1 ? 0 : <isize>partBytes - 4;
}

/** The pixels of even x of eight side by side. */
export function even(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 0, 2, 4, 6);
}

/** Those of odd x. */
export function odd(a: v128, b: v128): v128 {
  return i32x4.shuffle(a, b, 1, 3, 5, 7);
}

/** Gives the margins of a line beyond x = 0 and x = W - 1 the values there, times `sign`. */
export function fillMargins(line: usize, sign: f32): void {
  const near = sign * load<f32>(line);
  const lastPart = line + ((width & 1) == 1 ? 0 : partBytes);
  const far = sign * load<f32>(lastPart + ((<usize>((width - 1) >> 1)) << 2));
  store<f32>(line - 4, near);
  store<f32>(line + partBytes - 4, near);
  for (let k = (width + 1) >> 1; k < half + marginPx; k++) store<f32>(line + ((<usize>k) << 2), far);
  for (let k = width >> 1; k < half + marginPx; k++) store<f32>(line + partBytes + ((<usize>k) << 2), far);
}

/** Repeats a plane's border in its margins and in the lines above and below. */
export function fillHalo(plane: usize): void {
  const start = plane - (marginPx << 2);
  for (let y = 0, line = plane; y < height; y++, line += lineBytes) fillMargins(line, 1);
  memory.copy(start - lineBytes, start, lineBytes);
  const end = start + <usize>height * lineBytes;
  memory.copy(end, end - lineBytes, lineBytes);
}

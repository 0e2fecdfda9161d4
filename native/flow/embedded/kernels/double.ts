/** Twice the bilinear mean of a pixel (weighted already), the ones beside it in x and in y, and the diagonal one. */
function interpolated(near: v128, beside: v128, far: v128, diagonal: v128): v128 {
  const sides = f32x4.mul(f32x4.splat(0.1875), f32x4.add(beside, far));
  const sum = f32x4.add(f32x4.add(near, sides), f32x4.mul(f32x4.splat(0.0625), diagonal));
  return f32x4.add(sum, sum);
}

/** The flow plane of `width` by `height` pixels at `from`, twice as large at `to`: bilinear, displacements doubled. */
export function double(
  from: usize,
  width: i32,
  height: i32,
  fromStride: i32,
  to: usize,
  toStride: i32,
): void {
  const fromLine = (<usize>fromStride) << 2;
  const toLine = (<usize>toStride) << 2;
  const last = (<usize>(width - 1)) << 2;
  for (let y = 0, line = from; y < height; y++, line += fromLine) {
    store<f32>(line - 4, load<f32>(line));
    store<f32>(line + last + 4, load<f32>(line + last));
  }
  const nearWeight = f32x4.splat(0.5625);
  for (let y = 0; y < 2 * height; y++, to += toLine) {
    const above = min(max((y >> 1) + (y & 1 ? 1 : -1), 0), height - 1);
    const near = from + <usize>(y >> 1) * fromLine;
    const far = from + <usize>above * fromLine;
    for (let at: usize = 0; at <= last; at += 16) {
      const a = v128.load(near + at);
      const c = v128.load(far + at);
      const middle = f32x4.mul(nearWeight, a);
      const left = interpolated(middle, v128.load(near + at - 4), c, v128.load(far + at - 4));
      const right = interpolated(middle, v128.load(near + at, 4), c, v128.load(far + at, 4));
      v128.store(to + 2 * at, i32x4.shuffle(left, right, 0, 4, 1, 5));
      v128.store(to + 2 * at, i32x4.shuffle(left, right, 2, 6, 3, 7), 16);
    }
  }
}

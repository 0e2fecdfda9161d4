// The iteration of total-variation.ts in AssemblyScript, compiled to WebAssembly with SIMD by `npm run build:kernels`. It
// gives the same bits as the TypeScript one folder up, which is used where a machine has no SIMD.

function clamped(value: v128, bound: v128): v128 {
  return f32x4.max(f32x4.min(value, bound), f32x4.neg(bound));
}

/**
 * Iterations over planes of `height` lines of `stride` floats, a multiple of 4. Before each line and behind it lie floats
 * that are 0 and stay so, before `dualY` and behind `ahead` a line of them.
 */
export function minimise(
  right: usize,
  below: usize,
  support: usize,
  labels: usize,
  ahead: usize,
  dualX: usize,
  dualY: usize,
  stride: i32,
  height: i32,
  step: f32,
  iterations: i32,
): void {
  const line = (<usize>stride) << 2;
  const end = line * <usize>height;
  const steps = f32x4.splat(step);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let k = 0; k < iterations; k++)
    for (let y: usize = 0; y < end; y += line) {
      for (let at = y; at < y + line; at += 16) {
        const here = v128.load(ahead + at);
        const across = f32x4.sub(v128.load(ahead + at, 4), here);
        const x = f32x4.add(v128.load(dualX + at), f32x4.mul(steps, across));
        v128.store(dualX + at, clamped(x, v128.load(right + at)));
        const down = f32x4.sub(v128.load(ahead + at + line), here);
        const d = f32x4.add(v128.load(dualY + at), f32x4.mul(steps, down));
        v128.store(dualY + at, clamped(d, v128.load(below + at)));
      }
      for (let at = y; at < y + line; at += 16) {
        const across = f32x4.sub(v128.load(dualX + at), v128.load(dualX + at - 4));
        const down = f32x4.sub(v128.load(dualY + at), v128.load(dualY + at - line));
        const pull = f32x4.add(f32x4.add(across, down), v128.load(support + at));
        const old = v128.load(labels + at);
        const moved = f32x4.add(old, f32x4.mul(steps, pull));
        const value = f32x4.max(f32x4.min(moved, one), zero);
        v128.store(labels + at, value);
        v128.store(ahead + at, f32x4.sub(f32x4.add(value, value), old));
      }
    }
}

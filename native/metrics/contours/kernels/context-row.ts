/**
 * The χ² distances of one histogram to many, 1 - 2 Σ pq / (p + q), into `costs`: `own` holds one float for each of the
 * `bins`, `others` a line of `stride` floats for each bin, with the histograms side by side; stride is a multiple of 4.
 */
export function contextRow(own: usize, others: usize, bins: i32, stride: i32, costs: usize): void {
  const line = (<usize>stride) << 2;
  memory.fill(costs, 0, line);
  for (let bin = 0; bin < bins; bin++, own += 4, others += line) {
    const share = load<f32>(own);
    if (share == 0) continue;
    const p = f32x4.splat(share);
    for (let at: usize = 0; at < line; at += 16) {
      const q = v128.load(others + at);
      const shared = f32x4.div(f32x4.mul(p, q), f32x4.add(p, q));
      v128.store(costs + at, f32x4.add(v128.load(costs + at), shared));
    }
  }
  const one = f32x4.splat(1);
  const two = f32x4.splat(2);
  for (let at: usize = 0; at < line; at += 16)
    v128.store(costs + at, f32x4.sub(one, f32x4.mul(two, v128.load(costs + at))));
}

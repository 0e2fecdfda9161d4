import type { Node, Tensor } from '../../graph.ts';
import * as op from '../../ops.ts';
import { mask } from './elementwise-rules.ts';
import { noRule, operand, scalar, text } from './vjp-rule.ts';
import type { VjpRules } from './vjp-rule.ts';

/** One coordinate of all samples, in pixels. */
interface Axis {
  /** The pixel before the sample, and the way from there to the sample, 0..1. */
  readonly base: Tensor;
  readonly fraction: Tensor;
  /** Pixels per unit of the grid, zero where the coordinate was held at the border. */
  readonly slope: Tensor | number;
  readonly side: number;
}

/** The pixel coordinate of every sample along one axis of `side` pixels; `at` is 0 for x, 1 for y. */
function axisOf(grid: Tensor, at: number, side: number, node: Node): Axis {
  const unit = op.squeeze(op.slice(grid, { axes: [3], starts: [at], ends: [at + 1] }), [3]); // [N, H', W']
  const aligned = scalar(node, 'align_corners') === 1;
  const rate = (aligned ? side - 1 : side) / 2;
  const pixel = op.add(op.mul(unit, rate), (side - 1) / 2);
  const border = text(node, 'padding_mode') === 'border';
  // Far outside all is as just outside; beyond that, integers would overflow.
  const held = border
    ? op.clip(pixel, { min: 0, max: side - 1 })
    : op.clip(pixel, { min: -2, max: side + 1 });
  const base = op.floor(held);
  const slope = border ? op.mul(mask(op.equal(pixel, held), pixel), rate) : rate;
  return { base, fraction: op.sub(held, base), slope, side };
}

/** A corner of the cell around each sample. */
interface Corner {
  /** The pixel's place in H · W, [N, 1, P]. */
  readonly place: Tensor;
  /** 1 where the pixel is inside, else 0, [N, 1, P]. */
  readonly inside: Tensor;
}

function cornerOf(x: Axis, y: Axis, dx: number, dy: number): Corner {
  const [column, row] = [op.add(x.base, dx), op.add(y.base, dy)];
  const held = (at: Tensor, side: number): Tensor => op.clip(at, { min: 0, max: side - 1 });
  const [nearColumn, nearRow] = [held(column, x.side), held(row, y.side)];
  const inside = op.and(op.equal(column, nearColumn), op.equal(row, nearRow));
  // In integers: float32 counts only 16 million pixels.
  const place = op.add(op.mul(op.cast(nearRow, 'int64'), x.side), op.cast(nearColumn, 'int64'));
  const flat = [x.base.shape[0]!, 1, -1];
  return { place: op.reshape(place, flat), inside: op.reshape(mask(inside, x.base), flat) };
}

/** 1 - t for the near pixel, t for the far one. */
const share = (t: Tensor, far: number): Tensor => (far === 1 ? t : op.sub(1, t));

const corners = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
] as const;

/** Each sample's gradient is added to the four pixels around it by their shares. */
function imageGradient(g: Tensor, image: Tensor, x: Axis, y: Axis): Tensor {
  const [n, c, h, w] = image.shape as [number, number, number, number];
  const flat = op.reshape(g, [n, c, -1]);
  const pixels = flat.shape[2]!;
  const parts = corners.map(([dx, dy]) => {
    const corner = cornerOf(x, y, dx, dy);
    const weight = op.reshape(op.mul(share(x.fraction, dx), share(y.fraction, dy)), [n, 1, pixels]);
    return { place: corner.place, value: op.mul(flat, op.mul(weight, corner.inside)) };
  });
  const places = op.expand(
    op.concat(
      parts.map(({ place }) => place),
      { axis: 2 },
    ),
    [n, c, 4 * pixels],
  );
  const values = op.concat(
    parts.map(({ value }) => value),
    { axis: 2 },
  );
  const zeros = op.full(g.graph, [n, c, h * w], 0);
  return op.reshape(op.scatterElements(zeros, places, values, { axis: 2, reduction: 'add' }), image.shape);
}

/** ∂/∂x = Σ_c g ((v₁₀ - v₀₀)(1 - t_y) + (v₁₁ - v₀₁) t_y), and ∂/∂y likewise, per unit of the grid. */
function gridGradient(g: Tensor, image: Tensor, x: Axis, y: Axis): Tensor {
  const [n, c] = image.shape as [number, number];
  const flat = op.reshape(image, [n, c, -1]);
  const values = corners.map(([dx, dy]) => {
    const { place, inside } = cornerOf(x, y, dx, dy);
    const places = op.expand(place, [n, c, place.shape[2]!]);
    const found = op.mul(op.gatherElements(flat, places, { axis: 2 }), inside);
    return op.reduceSum(op.mul(found, op.reshape(g, found.shape)), { axes: [1] }); // [N, 1, P]
  });
  const parts = values.map((value) => op.reshape(value, x.base.shape));
  const [v00, v10, v01, v11] = parts as [Tensor, Tensor, Tensor, Tensor];
  const along = (a: Tensor, b: Tensor, c2: Tensor, d: Tensor, other: Axis): Tensor =>
    op.add(op.mul(op.sub(b, a), share(other.fraction, 0)), op.mul(op.sub(d, c2), share(other.fraction, 1)));
  const gx = op.mul(along(v00, v10, v01, v11, y), x.slope);
  const gy = op.mul(along(v00, v01, v10, v11, x), y.slope);
  return op.concat([op.unsqueeze(gx, [3]), op.unsqueeze(gy, [3])], { axis: 3 });
}

/** The rule of sampling at a grid, bilinear, with zeros or the border outside. */
export const gridSampleRules: VjpRules = {
  GridSample: (g, node) => {
    const [image, grid] = [operand(node, 0), operand(node, 1)];
    const mode = text(node, 'mode');
    const padding = text(node, 'padding_mode');
    if (mode !== 'linear' || padding === 'reflection')
      throw noRule(node, `by '${mode}' with '${padding}' outside; it has one by 'linear', zeros or border`);
    const x = axisOf(grid, 0, image.shape[3]!, node);
    const y = axisOf(grid, 1, image.shape[2]!, node);
    return [imageGradient(g, image, x, y), gridGradient(g, image, x, y)];
  },
};

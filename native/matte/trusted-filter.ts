import type { RgbImage } from '../raster/types.ts';
import { boxSums } from './box-sums.ts';
import type { ColourAlpha } from './colour-alpha.ts';

/** Colour variance (of levels / 255) below which a window counts as flat. */
const REGULARISATION = 1e-4;
/** So that a window in which nothing is trusted still has a mean. */
const LEAST_TRUST = 0.02;

/** The weight, the colours, the target, and the products of both, each weighted: a plane of each. */
const moments = ['w', 'r', 'g', 'b', 't', 'rt', 'gt', 'bt', 'rr', 'rg', 'rb', 'gg', 'gb', 'bb'] as const;
type Moments = Readonly<Record<(typeof moments)[number], Float32Array>>;

/** The moments of every pixel by itself. */
function momentsOf(frame: RgbImage, { alpha, trust }: ColourAlpha): Moments {
  const { data } = frame;
  const planes = Object.fromEntries(
    moments.map((name) => [name, new Float32Array(alpha.length)]),
  ) as unknown as Moments;
  const { w, r, g, b, t, rt, gt, bt, rr, rg, rb, gg, gb, bb } = planes;
  for (let i = 0; i < alpha.length; i++) {
    const weight = trust[i]! + LEAST_TRUST;
    const red = data[3 * i]! / 255;
    const green = data[3 * i + 1]! / 255;
    const blue = data[3 * i + 2]! / 255;
    const target = weight * alpha[i]!;
    w[i] = weight;
    r[i] = weight * red;
    g[i] = weight * green;
    b[i] = weight * blue;
    t[i] = target;
    rt[i] = target * red;
    gt[i] = target * green;
    bt[i] = target * blue;
    rr[i] = weight * red * red;
    rg[i] = weight * red * green;
    rb[i] = weight * red * blue;
    gg[i] = weight * green * green;
    gb[i] = weight * green * blue;
    bb[i] = weight * blue * blue;
  }
  return planes;
}

/**
 * The guided filter (He, Sun and Tang, 2013, section 3.5) with weights: the linear model of alpha by the frame's colours
 * in each window is fitted to what is trusted, and is evaluated at every pixel. One step towards the solution of the
 * matting Laplacian with its constraints.
 */
export function trustedFilter(frame: RgbImage, target: ColourAlpha, radiusPx: number): Float32Array {
  const { widthPx, heightPx, data } = frame;
  const planes = momentsOf(frame, target);
  for (const name of moments) boxSums(planes[name], widthPx, heightPx, radiusPx, planes[name]);
  const { w, r, g, b, t, rt, gt, bt, rr, rg, rb, gg, gb, bb } = planes;
  // Where each window's weight sits decides how much its model has to say in the mean over windows.
  for (let i = 0; i < w.length; i++) {
    const s = 1 / w[i]!;
    const [mr, mg, mb, mt] = [s * r[i]!, s * g[i]!, s * b[i]!, s * t[i]!];
    const x = s * rt[i]! - mr * mt;
    const y = s * gt[i]! - mg * mt;
    const z = s * bt[i]! - mb * mt;
    const crr = s * rr[i]! - mr * mr + REGULARISATION;
    const crg = s * rg[i]! - mr * mg;
    const crb = s * rb[i]! - mr * mb;
    const cgg = s * gg[i]! - mg * mg + REGULARISATION;
    const cgb = s * gb[i]! - mg * mb;
    const cbb = s * bb[i]! - mb * mb + REGULARISATION;
    const irr = cgg * cbb - cgb * cgb;
    const irg = crb * cgb - crg * cbb;
    const irb = crg * cgb - crb * cgg;
    const scale = 1 / (crr * irr + crg * irg + crb * irb);
    const gainR = scale * (irr * x + irg * y + irb * z);
    const gainG = scale * (irg * x + (crr * cbb - crb * crb) * y + (crb * crg - crr * cgb) * z);
    const gainB = scale * (irb * x + (crb * crg - crr * cgb) * y + (crr * cgg - crg * crg) * z);
    const weight = w[i]!;
    r[i] = weight * gainR;
    g[i] = weight * gainG;
    b[i] = weight * gainB;
    t[i] = weight * (mt - gainR * mr - gainG * mg - gainB * mb);
  }
  for (const plane of [w, r, g, b, t]) boxSums(plane, widthPx, heightPx, radiusPx, plane);
  const filtered = new Float32Array(w.length);
  for (let i = 0; i < w.length; i++)
    filtered[i] =
      (t[i]! + (r[i]! * data[3 * i]! + g[i]! * data[3 * i + 1]! + b[i]! * data[3 * i + 2]!) / 255) / w[i]!;
  return filtered;
}

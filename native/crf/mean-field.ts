import type { FloatPlane, RgbImage } from '../raster/types.ts';
import { type GaussianFilter, permutohedralFilter } from './permutohedral-lattice.ts';
import { spatialGaussian } from './spatial-gaussian.ts';

/** The kernels of a fully connected CRF over two labels, and how long it is iterated. */
export interface CrfOptions {
  /** The smoothness kernel: its weight and its standard deviation in pixels. */
  readonly smoothness: { readonly weight: number; readonly sigmaPx: number };
  /** The appearance kernel: its weight, and its standard deviations in pixels and in grey levels (0..255). */
  readonly appearance: { readonly weight: number; readonly sigmaPx: number; readonly sigmaColour: number };
  readonly iterations: number;
}

/** Those of Krähenbühl and Koltun's program (section 5 of their paper: w = 3 and 10), ten iterations. */
export const defaultCrf: CrfOptions = {
  smoothness: { weight: 3, sigmaPx: 3 },
  appearance: { weight: 10, sigmaPx: 30, sigmaColour: 13 },
  iterations: 10,
};

/** A probability nearer to 0 or 1 would outweigh any message. */
const LEAST_PROBABILITY = 1e-5;
const TINY = 1e-20;

/** A kernel with the weight of its messages, normalised symmetrically by its own sums, without a message to itself. */
interface Kernel {
  readonly filter: GaussianFilter;
  readonly weight: number;
  /** 1 / √Σⱼ k(i, j), j other than i. */
  readonly norm: Float32Array;
  /** k(i, i) in the filter's own scale. */
  readonly self: number;
}

function normalised(filter: GaussianFilter, weight: number, self: number, pixels: number): Kernel {
  const sums = filter.apply(new Float32Array(pixels).fill(1));
  return { filter, weight, self, norm: sums.map((sum) => 1 / Math.sqrt(Math.max(sum - self, TINY))) };
}

/** Position and colour of each pixel, divided by their standard deviations, [N, 5]. */
function appearanceFeatures(
  { widthPx, heightPx, data }: RgbImage,
  { sigmaPx, sigmaColour }: CrfOptions['appearance'],
) {
  const features = new Float32Array(5 * widthPx * heightPx);
  for (let y = 0, i = 0, k = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i += 3, k += 5) {
      features[k] = x / sigmaPx;
      features[k + 1] = y / sigmaPx;
      for (let c = 0; c < 3; c++) features[k + 2 + c] = data[i + c]! / sigmaColour;
    }
  return features;
}

/** Iterations in which every pixel gets messages; afterwards only those that still move. */
const FULL_ITERATIONS = 2;
/** A pixel moves while the difference of its labels' probabilities does by more than this. */
const MOVING = 0.01;

/** The difference of the probabilities of two labels whose log-odds are these. */
const differenceOf = (logOdds: number): number => Math.tanh(logOdds / 2);

/** What a pixel's log-odds gain by a kernel's message, of which `message` is what the filter gave. */
const messageOf = (
  { weight, norm, self }: Kernel,
  pixel: number,
  message: number,
  difference: number,
): number => weight * norm[pixel]! * (message - self * norm[pixel]! * difference);

/** One iteration for all pixels: their differences after the messages about `difference`. */
function iterateAll(unary: Float32Array, difference: Float32Array, kernels: readonly Kernel[]): Float32Array {
  const logOdds = unary.slice();
  for (const kernel of kernels) {
    const scaled = new Float32Array(difference.length);
    for (let i = 0; i < scaled.length; i++) scaled[i] = difference[i]! * kernel.norm[i]!;
    const messages = kernel.filter.apply(scaled);
    for (let i = 0; i < logOdds.length; i++)
      logOdds[i]! += messageOf(kernel, i, messages[i]!, difference[i]!);
  }
  for (let i = 0; i < logOdds.length; i++) logOdds[i] = differenceOf(logOdds[i]!);
  return logOdds;
}

/** The pixels that one iteration moved. */
function movedPixels(before: Float32Array, after: Float32Array): Int32Array {
  const moved: number[] = [];
  for (let i = 0; i < after.length; i++) if (Math.abs(after[i]! - before[i]!) > MOVING) moved.push(i);
  return Int32Array.from(moved);
}

/**
 * One iteration for some pixels, whose differences are changed in place. The filters know the differences of `known`,
 * which are brought up to date.
 */
function iterateSome(
  pixels: Int32Array,
  unary: Float32Array,
  difference: Float32Array,
  known: Float32Array,
  kernels: readonly Kernel[],
): void {
  const logOdds = Float32Array.from(pixels, (pixel) => unary[pixel]!);
  for (const kernel of kernels) {
    const additions = Float32Array.from(
      pixels,
      (pixel) => (difference[pixel]! - known[pixel]!) * kernel.norm[pixel]!,
    );
    const messages = kernel.filter.change(pixels, additions);
    for (let i = 0; i < pixels.length; i++)
      logOdds[i]! += messageOf(kernel, pixels[i]!, messages[i]!, difference[pixels[i]!]!);
  }
  for (let i = 0; i < pixels.length; i++) {
    known[pixels[i]!] = difference[pixels[i]!]!;
    difference[pixels[i]!] = differenceOf(logOdds[i]!);
  }
}

/**
 * Foreground probabilities after inference in a fully connected CRF (Krähenbühl and Koltun, "Efficient inference in fully
 * connected CRFs with Gaussian edge potentials", 2011; paper section 3.3): mean field, Potts model, kernels normalised
 * symmetrically. Of two labels only the difference of their probabilities has to be filtered. After two iterations only
 * pixels that still move are brought on: most have come to rest, and stay.
 *
 * @param probability of foreground, 0..1, of the picture's size.
 */
export function denseCrf(
  image: RgbImage,
  probability: FloatPlane,
  options: CrfOptions = defaultCrf,
): FloatPlane {
  const { smoothness, appearance, iterations } = options;
  const pixels = image.widthPx * image.heightPx;
  const kernels = [
    normalised(spatialGaussian(image, smoothness.sigmaPx), smoothness.weight, 1, pixels),
    normalised(permutohedralFilter(appearanceFeatures(image, appearance)), appearance.weight, 0, pixels),
  ];
  const unary = probability.data.map((p) => {
    const bounded = Math.min(Math.max(p, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
    return Math.log(bounded / (1 - bounded));
  });
  let before: Float32Array = unary.map(differenceOf);
  let difference: Float32Array = before;
  for (let iteration = 0; iteration < Math.min(iterations, FULL_ITERATIONS); iteration++) {
    before = difference;
    difference = iterateAll(unary, before, kernels);
  }
  const moving = movedPixels(before, difference);
  for (let iteration = FULL_ITERATIONS; iteration < iterations; iteration++)
    iterateSome(moving, unary, difference, before, kernels);
  return { ...probability, data: difference.map((value) => (1 + value) / 2) };
}

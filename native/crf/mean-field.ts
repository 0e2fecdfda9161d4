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

/** Adds a kernel's messages about the difference of the labels' probabilities to the log-odds. */
function addMessages(
  logOdds: Float32Array,
  difference: Float32Array,
  { filter, weight, norm, self }: Kernel,
): void {
  const scaled = difference.map((value, i) => value * norm[i]!);
  const messages = filter.apply(scaled);
  for (let i = 0; i < logOdds.length; i++)
    logOdds[i]! += weight * norm[i]! * (messages[i]! - self * scaled[i]!);
}

/**
 * Foreground probabilities after inference in a fully connected CRF (Krähenbühl and Koltun, "Efficient inference in fully
 * connected CRFs with Gaussian edge potentials", 2011; paper section 3.3): mean field, Potts model, kernels normalised
 * symmetrically. Of two labels only the difference of their probabilities has to be filtered.
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
  // tanh(x / 2) is the difference of the probabilities whose log-odds are x.
  const differenceOf = (logOdds: Float32Array) => logOdds.map((value) => Math.tanh(value / 2));
  let logOdds = unary;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const difference = differenceOf(logOdds);
    logOdds = unary.slice();
    for (const kernel of kernels) addMessages(logOdds, difference, kernel);
  }
  return { ...probability, data: differenceOf(logOdds).map((difference) => (1 + difference) / 2) };
}

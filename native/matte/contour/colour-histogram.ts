/** Bins along L, a and b, and the range of a and b that they cover; what lies beyond is in the last ones. */
const BINS = 20;
const CHROMA_RANGE = 60;
const ALL_BINS = BINS ** 3;
/** The deviation of the Gaussian that joins neighbouring bins. */
const SMOOTHING_BINS = 0.8;
/** What every bin holds beside its share of the pixels, so that colours not seen say nothing. */
const FLOOR = 1e-5;
/** Colours say at most so much. */
const MOST_RATIO = 4;

const binOf = (value: number): number => Math.min(Math.max(Math.floor(value * BINS), 0), BINS - 1);

/** The bin of each pixel of L*a*b* planes [3, N]. */
export function colourBins(lab: Float32Array): Uint16Array {
  const pixels = lab.length / 3;
  const bins = new Uint16Array(pixels);
  for (let i = 0; i < pixels; i++) {
    const l = binOf(lab[i]! / 100);
    const a = binOf(0.5 + lab[pixels + i]! / (2 * CHROMA_RANGE));
    const b = binOf(0.5 + lab[2 * pixels + i]! / (2 * CHROMA_RANGE));
    bins[i] = (l * BINS + a) * BINS + b;
  }
  return bins;
}

const kernel = [-2, -1, 0, 1, 2].map((at) => Math.exp(-(at ** 2) / (2 * SMOOTHING_BINS ** 2)));
const kernelSum = kernel.reduce((sum, weight) => sum + weight, 0);

/** Smooths a histogram along the axis whose neighbours lie `stride` apart. */
function smoothed(counts: Float64Array, stride: number): Float64Array {
  const out = new Float64Array(ALL_BINS);
  for (let bin = 0; bin < ALL_BINS; bin++) {
    if (counts[bin] === 0) continue;
    const at = Math.floor(bin / stride) % BINS;
    kernel.forEach((weight, k) => {
      const to = at + k - 2;
      if (to >= 0 && to < BINS) out[bin + (k - 2) * stride]! += (weight / kernelSum) * counts[bin]!;
    });
  }
  return out;
}

/** A histogram's shares: smoothed, summing up to 1 (or to 0 where it is empty). */
function shares(counts: Float64Array): Float64Array {
  const all = [1, BINS, BINS ** 2].reduce(smoothed, counts);
  const total = Math.max(
    all.reduce((sum, count) => sum + count, 0),
    1,
  );
  return all.map((count) => count / total);
}

/**
 * Of each bin, the logarithm of how much likelier its colour is inside than outside, within ±4; `labels` [N] of 0..1
 * says how far each pixel is inside.
 */
export function colourLogRatio(bins: Uint16Array, labels: Float32Array): Float32Array {
  const inside = new Float64Array(ALL_BINS);
  const outside = new Float64Array(ALL_BINS);
  for (let i = 0; i < bins.length; i++) {
    inside[bins[i]!]! += labels[i]!;
    outside[bins[i]!]! += 1 - labels[i]!;
  }
  const [there, elsewhere] = [shares(inside), shares(outside)];
  return Float32Array.from(there, (share, bin) => {
    const ratio = Math.log((share + FLOOR) / (elsewhere[bin]! + FLOOR));
    return Math.min(Math.max(ratio, -MOST_RATIO), MOST_RATIO);
  });
}

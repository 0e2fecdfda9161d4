/** The radical inverse of `index` in `base`: one coordinate of the Halton sequence, in (0, 1). */
function radicalInverse(index: number, base: number): number {
  let inverse = 0;
  let digitValue = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base), digitValue /= base) {
    inverse += (rest % base) * digitValue;
  }
  return inverse;
}

/** The standard normal quantile by bisection on the complementary error function's series: exact to 1e-9. */
function normalQuantile(p: number): number {
  let low = -8;
  let high = 8;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The standard normal distribution function: Marsaglia's Taylor series (2004), exact to rounding for |x| < 8. */
function normalCdf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 3; Math.abs(term) > 1e-16 * Math.abs(sum) && n < 400; n += 2) {
    term *= (x * x) / n;
    sum += term;
  }
  return 0.5 + sum * Math.exp((-x * x) / 2) * 0.3989422804014327;
}

const PRIMES = [2, 3, 5, 7];

/**
 * Quasi-random frequencies of a unit Gaussian kernel (Rahimi and Recht, "Random features for large-scale kernel
 * machines", 2007, drawn from a Halton sequence instead of a generator): [count, dims], the same in every run.
 */
export function gaussianFrequencies(count: number, dims: number): Float32Array {
  const frequencies = new Float32Array(count * dims);
  for (let k = 0; k < count; k++) {
    for (let d = 0; d < dims; d++) {
      frequencies[k * dims + d] = normalQuantile(radicalInverse(k + 1, PRIMES[d]!));
    }
  }
  return frequencies;
}

/**
 * Lifts descriptors [N, dims] to unit vectors [N, 2 · count] whose inner product, and so their cosine, is close to
 * exp(-|a - b|² / 2): the form in which the graph cut's cosine (paper section 2.1) measures distances.
 */
export function fourierFeatures(
  descriptors: Float32Array,
  dims: number,
  frequencies: Float32Array,
): Float32Array {
  const count = frequencies.length / dims;
  const nodes = descriptors.length / dims;
  const scale = 1 / Math.sqrt(count);
  const features = new Float32Array(nodes * 2 * count);
  for (let node = 0; node < nodes; node++) {
    const out = node * 2 * count;
    for (let k = 0; k < count; k++) {
      let phase = 0;
      for (let d = 0; d < dims; d++) phase += descriptors[node * dims + d]! * frequencies[k * dims + d]!;
      features[out + k] = Math.cos(phase) * scale;
      features[out + count + k] = Math.sin(phase) * scale;
    }
  }
  return features;
}

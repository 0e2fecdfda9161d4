/** sRGB's transfer curve as a table: linear light for each of the 256 levels. */
const linearLight = Float64Array.from({ length: 256 }, (_, level) => {
  const s = level / 255;
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
});

/** Resolution of the cube-root table: far finer than the 8 bits that come in. */
const CURVE_STEPS = 4096;
const labCurve = Float64Array.from({ length: CURVE_STEPS + 2 }, (_, step) => {
  const t = step / CURVE_STEPS;
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
});

function curve(t: number): number {
  const at = Math.min(t, 1) * CURVE_STEPS;
  const step = Math.floor(at);
  return labCurve[step]! + (at - step) * (labCurve[step + 1]! - labCurve[step]!);
}

/**
 * CIE L*a*b* (D65) of sRGB pixels [N, 3], as the first three lines of N values in `lab`: L in 0..100, a and b in about
 * -110..110. Distances in it follow what people see as different colours.
 */
export function pixelsToLab(rgb: Uint8Array, lab: Float32Array): void {
  const pixels = rgb.length / 3;
  for (let i = 0; i < pixels; i++) {
    const r = linearLight[rgb[3 * i]!]!;
    const g = linearLight[rgb[3 * i + 1]!]!;
    const b = linearLight[rgb[3 * i + 2]!]!;
    const x = curve((0.412453 * r + 0.35758 * g + 0.180423 * b) / 0.950456);
    const y = curve(0.212671 * r + 0.71516 * g + 0.072169 * b);
    const z = curve((0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754);
    lab[i] = 116 * y - 16;
    lab[pixels + i] = 500 * (x - y);
    lab[2 * pixels + i] = 200 * (y - z);
  }
}

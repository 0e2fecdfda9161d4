import type { FloatPlane } from '../../raster/types.ts';

/** The foreground grows where the evidence for it is as strong as this, 0..1, */
const GROWS_FROM = 0.2;
/** by at most so many square roots of its area, */
const REACH = 0.4;
/** and what it grows into becomes foreground by this share. */
const GROWN = 0.75;

/**
 * A soft mask that has grown, from what is foreground, into what is connected with it and differs from the background plate:
 * a limb that the motion missed.
 *
 * @param evidence that a place is foreground, -1..1, of the mask's size.
 * @param trust how far the plate is believed, 0..1.
 */
export function grownForeground(soft: FloatPlane, evidence: Float32Array, trust: number): FloatPlane {
  const { widthPx, data } = soft;
  const grown = data.slice();
  const reached = data.map((share) => Number(share >= 0.5));
  let front = [...reached.keys()].filter((i) => reached[i] === 1);
  const reach = REACH * Math.sqrt(front.length);
  for (let step = 1; step <= reach && front.length > 0; step++) {
    const next: number[] = [];
    for (const i of front) {
      const x = i % widthPx;
      const beside = [i - widthPx, i + widthPx, x > 0 ? i - 1 : -1, x + 1 < widthPx ? i + 1 : -1];
      for (const j of beside) {
        if (!(evidence[j]! >= GROWS_FROM) || reached[j] === 1) continue;
        reached[j] = 1;
        grown[j] = Math.max(grown[j]!, GROWN * trust);
        next.push(j);
      }
    }
    front = next;
  }
  return { ...soft, data: grown };
}

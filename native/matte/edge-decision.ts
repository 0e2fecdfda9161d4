import type { RgbImage } from '../raster/types.ts';
import type { Rect } from './tiles.ts';
import { UNKNOWN } from './unknown-band.ts';

/** How much the colours have to say against the soft mask's place of the edge. */
const EVIDENCE_WEIGHT = 1;
const PRIOR_WEIGHT = 1;
/** Half the side of the window in which neighbours of a like colour agree. */
const REACH_PX = 2;
const LIKE_COLOUR = 16;
const ROUNDS = 2;
/** How far a decision looks. */
export const DECISION_REACH_PX = ROUNDS * REACH_PX;

/** exp(-d / LIKE_COLOUR²) of squared colour distances, as a table. */
const STEPS = 512;
const likeness = Float32Array.from({ length: STEPS + 1 }, (_, step) => Math.exp(-step / 64));

/**
 * Whether each pixel of the band is foreground: what its colours say and where the soft mask has the edge, averaged over
 * neighbours of a like colour. Others stay what they are. Right where all within DECISION_REACH_PX lies in `within`.
 */
export function decideEdge(
  { data, widthPx, heightPx }: RgbImage,
  band: Uint8Array,
  evidence: Float32Array,
  prior: Float32Array,
  within: Rect,
): Uint8Array {
  let votes = new Float32Array(band.length);
  const places: number[] = [];
  for (let y = within.top; y < within.top + within.heightPx; y++)
    for (let i = y * widthPx + within.left; i < y * widthPx + within.left + within.widthPx; i++) {
      const soft = 2 * Math.min(Math.max(prior[i]!, 0), 1) - 1;
      const isOpen = band[i] === UNKNOWN;
      votes[i] = isOpen ? EVIDENCE_WEIGHT * evidence[i]! + PRIOR_WEIGHT * soft : band[i] === 1 ? 1 : -1;
      if (isOpen) places.push(i);
    }
  const scale = 64 / (LIKE_COLOUR * LIKE_COLOUR);
  for (let round = 0; round < ROUNDS; round++) {
    const next = votes.slice();
    for (const i of places) {
      const x = i % widthPx;
      const y = (i - x) / widthPx;
      const [r, g, b] = [data[3 * i]!, data[3 * i + 1]!, data[3 * i + 2]!];
      let sum = 0;
      let weights = 0;
      const bottom = Math.min(y + REACH_PX, heightPx - 1);
      const right = Math.min(x + REACH_PX, widthPx - 1);
      for (let py = Math.max(0, y - REACH_PX); py <= bottom; py++)
        for (let px = Math.max(0, x - REACH_PX); px <= right; px++) {
          const j = py * widthPx + px;
          const dr = r - data[3 * j]!;
          const dg = g - data[3 * j + 1]!;
          const db = b - data[3 * j + 2]!;
          const step = (dr * dr + dg * dg + db * db) * scale;
          if (step >= STEPS) continue;
          const weight = likeness[Math.floor(step)]! + 0.02;
          sum += weight * votes[j]!;
          weights += weight;
        }
      next[i] = sum / weights;
    }
    votes = next;
  }
  const decided = new Uint8Array(band.length);
  for (let i = 0; i < decided.length; i++) decided[i] = votes[i]! > 0 ? 1 : 0;
  return decided;
}

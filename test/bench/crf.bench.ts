import { denseCrf } from '../../native/crf/mean-field.ts';
import type { Bench } from './bench.ts';

const widthPx = 854;
const heightPx = 480;
const rounds = 4;

/** A picture of soft shapes with the camera's noise, and a rough soft mask of one of them. */
function sample() {
  const data = new Uint8Array(3 * widthPx * heightPx);
  const soft = new Float32Array(widthPx * heightPx);
  let state = 1;
  const noise = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 29 - 4;
  };
  for (let i = 0; i < soft.length; i++) {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    const inside = Math.hypot(x - 420, (y - 240) * 1.3) < 150 + 12 * Math.sin(x / 17);
    const ground = 90 + 50 * Math.sin(x / 60) * Math.cos(y / 45);
    for (let c = 0; c < 3; c++)
      data[3 * i + c] = Math.min(255, Math.max(0, (inside ? 170 - 30 * c : ground + 8 * c) + noise()));
    soft[i] = Math.hypot(x - 425, (y - 236) * 1.3) < 152 ? 0.9 : 0.08;
  }
  return { image: { widthPx, heightPx, data }, soft: { widthPx, heightPx, data: soft } };
}

/** A fully connected CRF over a whole 480p frame, on one core. */
export const bench: Bench = {
  name: 'crf',
  run: () => {
    const { image, soft } = sample();
    let best = Infinity;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      denseCrf(image, soft);
      best = Math.min(best, performance.now() - start);
    }
    return Promise.resolve([
      { name: 'CRF of an 854 × 480 frame', ours: best, peer: null, unit: 'ms', limit: 500 },
    ]);
  },
};

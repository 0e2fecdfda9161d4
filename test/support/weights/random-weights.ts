import type { WeightTensor } from '../../../native/weights/formats/state-dict.ts';

/** Reproducible random weights of these names and shapes, of a size that keeps a network's values from growing. */
export function randomWeights(shapes: ReadonlyMap<string, readonly number[]>): Map<string, WeightTensor> {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return new Map(
    [...shapes].map(([name, shape]) => {
      const length = shape.reduce((a, b) => a * b, 1);
      const inputs = shape.slice(1).reduce((a, b) => a * b, 1);
      const scale = shape.length === 1 ? 0.1 : 3 / Math.sqrt(inputs);
      return [name, { shape, data: Float32Array.from({ length }, () => scale * random()) }];
    }),
  );
}

/** A picture of smooth waves of this size, moved by (dx, dy) pixels. */
export function wavyPicture(widthPx: number, heightPx: number, dx = 0, dy = 0) {
  const data = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0, at = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, at += 3)
      for (let c = 0; c < 3; c++)
        data[at + c] = 128 + 60 * Math.sin((x - dx) / (4 + c)) + 60 * Math.cos((y - dy) / (5 + c));
  return { widthPx, heightPx, data };
}

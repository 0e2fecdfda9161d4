import { createDinoEncoder } from '../../native/features/dino-encoder.ts';
import { createGmflow } from '../../native/flow/network-flow.ts';
import { gmflowShapes } from '../../native/models/gmflow/config.ts';
import { randomVit } from './random-vit.ts';
import { randomWeights, wavyPicture } from './random-weights.ts';
import { withTightMemory } from './tight-memory.ts';

/** Runs a network (`gmflow`, `dino`) on several pictures with room for few at a time, and prints what came of it. */
const size = { widthPx: 320, heightPx: 192 };
const pictures = [1, 2, 3, 4].map((shift) => wavyPicture(size.widthPx, size.heightPx, shift, 0));
type Notify = (sentence: string) => void;

const vit = randomVit({ patchPx: 8, dim: 192, depth: 2 });
async function dino(batch: number, notify: Notify) {
  const encoder = await createDinoEncoder({
    weights: vit,
    size,
    provider: 'cpu',
    outputs: ['keys'],
    batch,
    notify,
  });
  try {
    const features = await Promise.all(pictures.map((picture) => encoder.encode(picture)));
    return features.map(({ keys }) => keys!);
  } finally {
    await encoder.dispose();
  }
}

const gmflowWeights = randomWeights(
  gmflowShapes({ encoder: [16, 24, 32], channels: 32, layers: 2, hiddenChannels: 64, upsamplerChannels: 32 }),
);
async function gmflow(pairs: number, notify: Notify) {
  const estimator = createGmflow({ weights: gmflowWeights, provider: 'cpu', notify });
  const first = wavyPicture(size.widthPx, size.heightPx);
  const { signal } = new AbortController();
  try {
    const flows = [];
    for (let at = 0; at < pictures.length; at += pairs)
      flows.push(...(await estimator.estimatePairs(first, pictures.slice(at, at + pairs), signal)));
    return flows.map(({ data }) => data);
  } finally {
    await estimator.dispose();
  }
}

const run = process.argv[2] === 'dino' ? dino : gmflow;
const wanted = await run(1, () => undefined);
const { said, result } = await withTightMemory((notify) => run(4, notify));
const difference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const largest = Math.max(...result.map((one, k) => difference(one, wanted[k]!)));
console.log(JSON.stringify({ said, count: result.length, largest }));

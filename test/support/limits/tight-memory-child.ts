import { createGmflow } from '../../../native/flow/network-flow.ts';
import { gmflowShapes } from '../../../native/models/gmflow/gmflow-config.ts';
import { randomWeights, wavyPicture } from '../weights/random-weights.ts';
import { leaveMemory } from './tight-memory.ts';

/**
 * Runs GMFlow on four pictures one by one, then at once with so many megabytes left to the process,
 * and prints what was said and how far the results are apart.
 */
// Large enough that four pictures need blocks which no allocator has lying about.
const size = { widthPx: 480, heightPx: 288 };
const pictures = [1, 2, 3, 4].map((shift) => wavyPicture(size.widthPx, size.heightPx, shift, 0));
type Notify = (sentence: string) => void;

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

const wanted = await gmflow(1, () => undefined);
leaveMemory(Number(process.argv[2]));
const said: string[] = [];
const result = await gmflow(4, (sentence) => said.push(sentence));
const difference = (a: Float32Array, b: Float32Array) =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
const largest = Math.max(...result.map((one, k) => difference(one, wanted[k]!)));
console.log(JSON.stringify({ said, count: result.length, largest }));

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gmflowShapes } from '../../../native/models/gmflow/gmflow-config.ts';
import { buildGmflow } from '../../../native/models/gmflow/gmflow.ts';
import { pwcLiteShapes } from '../../../native/models/pwclite/pwclite-config.ts';
import { buildPwcLite } from '../../../native/models/pwclite/pwclite.ts';
import { createSession } from '../../../native/onnx/session.ts';
import type { BuildFlow } from '../../models/flow-network-runs.ts';
import { randomWeights, wavyPicture } from '../../support/weights/random-weights.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { findTorch, torchNumber } from '../torch-peer.ts';

const size = { widthPx: 512, heightPx: 256 };
const threads = 2;
const rounds = 3;
const peerScript = join(import.meta.dirname, 'flow-networks-peer.py');

interface Network {
  readonly name: string;
  /** Its name in the peer's script. */
  readonly peer: string;
  readonly build: BuildFlow;
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly runs: number;
}

/** Both in the sizes that their authors publish. */
const networks: readonly Network[] = [
  {
    name: 'PWC-Lite',
    peer: 'pwclite',
    build: buildPwcLite,
    shapes: pwcLiteShapes({
      pyramid: [16, 32, 64, 96, 128, 192],
      flowLevels: 5,
      reducedChannels: 32,
      searchRange: 4,
      estimator: [128, 128, 96, 64, 32],
      context: [128, 128, 128, 96, 64, 32],
    }),
    runs: 6,
  },
  {
    name: 'GMFlow',
    peer: 'gmflow',
    build: buildGmflow,
    shapes: gmflowShapes({
      encoder: [64, 96, 128],
      channels: 128,
      layers: 6,
      hiddenChannels: 1024,
      upsamplerChannels: 256,
    }),
    runs: 4,
  },
];

/** Seconds of the fastest of some runs, after one to warm up; pictures go in and flow comes out in host memory. */
async function ourSeconds({ build, shapes, runs }: Network): Promise<number> {
  const session = await createSession(build(randomWeights(shapes), { size }).graph, { threads });
  const [first, second] = [0, 3].map((shift) => wavyPicture(size.widthPx, size.heightPx, shift).data);
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    await session.run({ first: first!, seconds: second! });
    times.push((performance.now() - start) / 1000);
  }
  await session.dispose();
  return Math.min(...times.slice(1));
}

/** Both in turns, so that what else runs on the machine meets both; the fastest of each. */
async function compare(network: Network, python: string | null, script: string): Promise<BenchRow> {
  let [ours, peer] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(ours, await ourSeconds(network));
    const args = [network.peer, threads, network.runs].map(String);
    if (python !== null) peer = Math.min(peer, await torchNumber(python, script, args));
  }
  const name = `${network.name}, a pair at 256 x 512, ${threads} threads`;
  if (python === null) return { name, ours, peer: null, unit: 's', note: 'PyTorch is not installed' };
  return { name, ours, peer, unit: 's', limit: 1, note: 'PyTorch' };
}

/** The flow networks' speed beside PyTorch's on the same networks, with random weights. */
export const bench: Bench = {
  name: 'flow-networks',
  async run() {
    const [python, script] = [await findTorch(), await readFile(peerScript, 'utf8')];
    const rows: BenchRow[] = [];
    for (const network of networks) rows.push(await compare(network, python, script));
    return rows;
  },
};

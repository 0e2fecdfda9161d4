import { buildDino } from '../../native/models/dino/dino.ts';
import { createSession } from '../../native/onnx/session.ts';
import { randomVit } from '../support/weights/random-vit.ts';
import type { Bench, BenchRow } from './bench.ts';
import { findTorch, torchNumber } from './torch-peer.ts';

const size = { widthPx: 512, heightPx: 256 };
const threads = 2;
const rounds = 2;

/** DINO's vision transformer as its authors wrote it, in PyTorch: prints the seconds of the fastest run. */
const script = `
import sys, time, torch, torch.nn as nn
torch.set_num_threads(${threads})
patch, dim, depth, heads, runs = map(int, sys.argv[1:])
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(dim, eps=1e-6), nn.LayerNorm(dim, eps=1e-6)
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.fc1, self.fc2, self.act = nn.Linear(dim, 4 * dim), nn.Linear(4 * dim, dim), nn.GELU()
    def attention(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).reshape(b, n, 3, heads, c // heads).permute(2, 0, 3, 1, 4)
        scores = ((q @ k.transpose(-2, -1)) * (c // heads) ** -0.5).softmax(dim=-1)
        return self.proj((scores @ v).transpose(1, 2).reshape(b, n, c))
    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.fc2(self.act(self.fc1(self.norm2(x))))
class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Conv2d(3, dim, patch, patch)
        self.token = nn.Parameter(torch.randn(1, 1, dim))
        self.table = nn.Parameter(torch.randn(1, ${size.heightPx} // patch * (${size.widthPx} // patch) + 1, dim))
        self.blocks, self.norm = nn.Sequential(*[Block() for _ in range(depth)]), nn.LayerNorm(dim, eps=1e-6)
    def forward(self, x):
        x = self.embed(x).flatten(2).transpose(1, 2)
        return self.norm(self.blocks(torch.cat([self.token, x], dim=1) + self.table))
model, image, times = Encoder().eval(), torch.randn(1, 3, ${size.heightPx}, ${size.widthPx}), []
with torch.no_grad():
    model(image)
    for _ in range(runs):
        start = time.perf_counter()
        model(image)
        times.append(time.perf_counter() - start)
print(min(times))
`;

interface Network {
  readonly name: string;
  readonly patchPx: number;
  readonly dim: number;
  readonly depth: number;
  readonly heads: number;
  readonly runs: number;
}

const networks: readonly Network[] = [
  { name: 'ViT-S/16', patchPx: 16, dim: 384, depth: 12, heads: 6, runs: 5 },
  { name: 'ViT-S/8', patchPx: 8, dim: 384, depth: 12, heads: 6, runs: 2 },
];

/** Seconds of the fastest of some runs, after one to warm up. */
async function ourSeconds(network: Network): Promise<number> {
  const { graph } = buildDino(randomVit(network), { size, outputs: ['tokens', 'keys'] });
  const session = await createSession(graph, { threads });
  const image = Float32Array.from({ length: 3 * size.widthPx * size.heightPx }, (_, i) => Math.sin(i));
  const times: number[] = [];
  for (let run = 0; run <= network.runs; run++) {
    const start = performance.now();
    await session.run({ image });
    times.push((performance.now() - start) / 1000);
  }
  await session.dispose();
  return Math.min(...times.slice(1));
}

function theirSeconds(python: string, network: Network): Promise<number> {
  const { patchPx, dim, depth, heads, runs } = network;
  return torchNumber(python, script, [patchPx, dim, depth, heads, runs].map(String));
}

/** Both in turns, so that what else runs on the machine meets both; the fastest of each. */
async function compare(network: Network, python: string | null): Promise<BenchRow> {
  let [ours, peer] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    ours = Math.min(ours, await ourSeconds(network));
    if (python !== null) peer = Math.min(peer, await theirSeconds(python, network));
  }
  const name = `${network.name} at 256 x 512, ${threads} threads`;
  if (python === null) return { name, ours, peer: null, unit: 's', note: 'PyTorch is not installed' };
  return { name, ours, peer, unit: 's', limit: 0.8, note: 'PyTorch' };
}

/** The encoder's speed beside PyTorch's on the same network with random weights. */
export const bench: Bench = {
  name: 'dino',
  async run() {
    const python = await findTorch();
    const rows: BenchRow[] = [];
    for (const network of networks) rows.push(await compare(network, python));
    return rows;
  },
};

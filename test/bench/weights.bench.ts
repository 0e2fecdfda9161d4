import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  legacyTensor,
  type StorageToWrite,
  tensor,
  writeTorchLegacy,
  writeTorchZip,
} from '../weights/torch-writer.ts';
import type { Bench, BenchRow } from './bench.ts';

const run = promisify(execFile);

/** As many weights as ViT-B has, in storages of its largest matrices' size: 340 MB. */
const storageCount = 36;
const storageLength = 768 * 3072;

/** Reads the file in a process of its own: peak memory in bytes, and the time in milliseconds. */
const ours = `
const [module, path] = process.argv.slice(1);
const { readStateDict } = await import(module);
const start = performance.now();
const weights = await readStateDict(path);
const timeMs = performance.now() - start;
console.log(JSON.stringify({ count: weights.size, timeMs, peakBytes: process.resourceUsage().maxRSS * 1024 }));
`;

const peer = `
import json, sys, time, torch
start = time.perf_counter()
weights = torch.load(sys.argv[1], map_location='cpu')
print(json.dumps(1000 * (time.perf_counter() - start)))
`;

async function writeCheckpoints(folder: string): Promise<{ readonly zip: string; readonly legacy: string }> {
  const elements = Float32Array.from({ length: storageLength }, (_, i) => Math.sin(i));
  const storages = Array.from({ length: storageCount }, (_, i): StorageToWrite => ({
    key: String(i),
    type: 'FloatStorage',
    elements,
  }));
  const rootOf = (rebuild: typeof legacyTensor | typeof tensor) =>
    new Map(storages.map((storage, i) => [`blocks.${i}.mlp.fc1.weight`, rebuild(storage, [3072, 768])]));
  const paths = { zip: join(folder, 'zip.pth'), legacy: join(folder, 'legacy.pth') };
  await writeFile(paths.zip, writeTorchZip(rootOf(tensor), storages));
  await writeFile(paths.legacy, writeTorchLegacy(rootOf(legacyTensor), storages));
  return paths;
}

async function loadOurs(path: string): Promise<{ timeMs: number; peakBytes: number }> {
  const module = join(import.meta.dirname, '..', '..', 'native', 'weights', 'formats', 'weight-file.ts');
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', ours, module, path]);
  return JSON.parse(stdout) as { timeMs: number; peakBytes: number };
}

/** PyTorch's time in milliseconds; null where no Python here has it. */
async function loadPeer(path: string): Promise<number | null> {
  for (const python of ['python3', '/usr/bin/python3']) {
    const answer = await run(python, ['-c', peer, path]).catch(() => null);
    if (answer !== null) return Number(answer.stdout);
  }
  return null;
}

async function rowsOf(kind: string, path: string): Promise<BenchRow[]> {
  const { size } = await stat(path);
  const first = await loadOurs(path);
  const second = await loadOurs(path);
  const peers = [await loadPeer(path), await loadPeer(path)].filter((time) => time !== null);
  const megabytes = Math.round(size / 1e6);
  return [
    {
      name: `peak memory of loading ${megabytes} MB, ${kind}`,
      ours: Math.max(first.peakBytes, second.peakBytes) / size,
      peer: null,
      unit: '× file',
      limit: 2.2,
    },
    {
      name: `loading ${megabytes} MB, ${kind}`,
      ours: Math.min(first.timeMs, second.timeMs),
      peer: peers.length === 0 ? null : Math.min(...peers),
      unit: 'ms',
      note:
        peers.length === 0
          ? 'PyTorch is not installed'
          : 'beside torch.load; ours also checks sums and finiteness',
    },
  ];
}

export const bench: Bench = {
  name: 'weights',
  async run() {
    const folder = await mkdtemp(join(tmpdir(), 'fodvid-bench-weights-'));
    try {
      const { zip, legacy } = await writeCheckpoints(folder);
      return [...(await rowsOf('zip', zip)), ...(await rowsOf('legacy', legacy))];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

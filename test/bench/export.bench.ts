import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExportFormatId, exportOf } from '../../native/api/exports.ts';
import { silentContext } from '../../native/base/context.ts';
import { formats } from '../../native/export/export-formats.ts';
import { exportRun } from '../../native/runs/exports/export-run.ts';
import type { MatteSource } from '../../native/runs/mattes/matte-source.ts';
import { discMattes, writePattern } from '../support/clips/matted-clip.ts';
import { ffmpeg } from '../video/video-fixtures.ts';
import type { Bench, BenchRow } from './bench.ts';

const flowSize = { widthPx: 480, heightPx: 272 };
const offsets = [-2, -1, 1, 2];
/** Nothing moves: half floats, [4, 2, H, W]. */
const still = new Uint8Array(2 * 2 * offsets.length * flowSize.widthPx * flowSize.heightPx);

/** The memory, in MB, that this process and those that it started hold now; 0 where /proc does not tell. */
function treeMb(): number {
  const parents = new Map<number, number>();
  const held = new Map<number, number>();
  try {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      const status = readFileSync(`/proc/${entry}/status`, 'utf8');
      parents.set(Number(entry), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1]));
      held.set(Number(entry), Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
    }
  } catch {
    return 0;
  }
  const isOurs = (pid: number): boolean =>
    pid === process.pid || (parents.has(pid) && isOurs(parents.get(pid)!));
  return [...held].filter(([pid]) => isOurs(pid)).reduce((sum, [, mb]) => sum + mb, 0);
}

/** What an export took: frames a second, and the most memory. */
async function timed(source: MatteSource, id: ExportFormatId, folder: string) {
  let peakMb = 0;
  const timer = setInterval(() => (peakMb = Math.max(peakMb, treeMb())), 200);
  const start = performance.now();
  try {
    await exportRun(source, exportOf([id], { sound: false }), join(folder, id), silentContext);
  } finally {
    clearInterval(timer);
  }
  return { sec: (performance.now() - start) / 1000, peakMb };
}

/** An export beside ffmpeg alone, which decodes the same clip and encodes it by the same settings without a matte. */
async function rowsOf(id: ExportFormatId, size: string, frames: number): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-export-'));
  try {
    const options = '-c:v libx264 -preset ultrafast -crf 18 -pix_fmt yuv420p -colorspace bt709';
    const path = await writePattern(folder, 'clip.mp4', { size, frames, options });
    const disc = await discMattes(path);
    const { data, ...rest } = await disc.soft(0);
    const mask = { ...rest, data: Uint8Array.from(data, (share) => Number(share >= 0.5)) };
    const source: MatteSource = {
      ...disc,
      soft: () => Promise.resolve(mask),
      flows: () => ({ offsets, size: flowSize, bytes: still }),
    };
    const { sec, peakMb } = await timed(source, id, folder);
    const { codec, kind, extension } = formats.find((format) => format.id === id)!;
    const to = join(folder, kind === 'sequence' ? `peer.%05d.${extension}` : `peer.${extension}`);
    const start = performance.now();
    await ffmpeg(`-y -v error -i ${path} ${codec.join(' ')} ${to}`);
    const peerSec = (performance.now() - start) / 1000;
    const name = `${size} as ${id}`;
    return [
      {
        name: `${name}, seconds a frame (peer: ffmpeg alone)`,
        ours: sec / frames,
        peer: peerSec / frames,
        unit: 's',
        limit: 14,
        note: `${(frames / sec).toFixed(2)} frames/s`,
      },
      { name: `${name}, peak memory with ffmpeg`, ours: peakMb, peer: null, unit: 'MB', limit: 2500 },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How fast mattes are exported, and in how much memory. */
export const bench: Bench = {
  name: 'export',
  run: async () => [
    ...(await rowsOf('png-rgba', '1920x1080', 48)),
    ...(await rowsOf('prores4444', '3840x2160', 24)),
  ],
};

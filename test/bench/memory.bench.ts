import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fodvid } from '../support/fodvid.ts';
import { ffmpeg, h264 } from '../video/video-fixtures.ts';
import type { Bench, BenchRow } from './bench.ts';

const frameRate = 25;
const size = { clip: '320x180', working: '128x224' };
const preload = pathToFileURL(
  join(import.meta.dirname, '..', 'support', 'limits', 'report-peak-memory.ts'),
).href;

/** Peak resident memory in megabytes of a run over a fresh clip of so many frames, its cache empty at first. */
async function peakMb(frameCount: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-memory-'));
  const at = (name: string) => join(folder, name);
  try {
    const source = `testsrc2=s=${size.clip}:r=${frameRate}:d=${frameCount / frameRate}`;
    await ffmpeg(`-f lavfi -i ${source} ${h264} ${at('clip.mp4')}`);
    const { exitCode, stderr } = await fodvid(
      [
        'run',
        at('clip.mp4'),
        '--no-refine',
        '--out',
        at('out'),
        '--cache',
        at('cache'),
        '--size',
        size.working,
      ],
      { NODE_OPTIONS: `--import=${preload}`, PEAK_MEMORY_FILE: at('peak') },
    );
    if (exitCode !== 0) throw new Error(`the run of ${frameCount} frames failed: ${stderr}`);
    return Number(readFileSync(at('peak'), 'utf8')) / 1e6;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether a run's memory depends on the length of its clip: a long one beside a short one. */
export const bench: Bench = {
  name: 'memory',
  run: async () => {
    const peer = await peakMb(200);
    const ours = await peakMb(1000);
    const note = `${size.clip} pixels, working size ${size.working}; engine with its threads, ffmpeg apart`;
    const rows: BenchRow[] = [
      { name: 'peak memory, 1,000 frames (peer: 200)', ours, peer, unit: 'MB', limit: 1.15, note },
      { name: 'peak memory, 1,000 frames', ours, peer: null, unit: 'MB', limit: 1500 },
    ];
    return rows;
  },
};

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { ffmpeg } from '../video/video-fixtures.ts';

const size = { widthPx: 160, heightPx: 96 };

/** Writes a video of a textured square that moves over a textured ground, small enough to be segmented within seconds. */
export async function writeClip(path: string, frameCount: number): Promise<void> {
  const frames = await mkdtemp(join(tmpdir(), 'fodvid-clip-'));
  try {
    await writeMovingSquare(frames, frameCount, size);
    await ffmpeg(
      `-framerate 12 -i '${join(frames, '%05d.png')}' -c:v libx264 -preset ultrafast -qp 8 -pix_fmt yuv420p '${path}'`,
    );
  } finally {
    await rm(frames, { recursive: true });
  }
}

import { join } from 'node:path';
import { defaultRunMatte, type RunMatte } from '../../../native/api/matte-settings.ts';
import type { FloatPlane } from '../../../native/raster/types.ts';
import type { MatteSource } from '../../../native/runs/mattes/matte-source.ts';
import { silentContext } from '../../../native/base/context.ts';
import { probeClip } from '../../../native/video/probe-clip.ts';
import { ffmpeg } from '../../video/video-fixtures.ts';

/** A soft disc that moves to the right, 0..1. */
function disc(widthPx: number, heightPx: number, index: number): FloatPlane {
  const data = Float32Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    const inside = 0.25 * heightPx - Math.hypot(x - 0.35 * widthPx - 2 * index, y - 0.5 * heightPx);
    return Math.min(Math.max(0.5 + inside / 3, 0), 1);
  });
  return { widthPx, heightPx, data };
}

/** The mattes of a clip that a disc moves through, without any run. */
export async function discMattes(path: string, matte: RunMatte = defaultRunMatte): Promise<MatteSource> {
  const clip = await probeClip(path, silentContext);
  return {
    clip,
    guideSize: { widthPx: Math.round(clip.widthPx / 2), heightPx: Math.round(clip.heightPx / 2) },
    matte,
    soft: (index) => Promise.resolve(disc(clip.widthPx, clip.heightPx, index)),
    heldOut: () => [],
    flows: () => null,
    masksDigest: () => Promise.resolve('disc'),
  };
}

/** Writes a test pattern as a video: `inputs` and `options` are ffmpeg's, for further inputs and the encoder. */
export async function writePattern(
  folder: string,
  name: string,
  {
    size = '256x144',
    rate = '25',
    frames = 6,
    inputs = '',
    options = '-c:v libx264 -qp 0 -pix_fmt yuv420p',
  } = {},
): Promise<string> {
  const path = join(folder, name);
  await ffmpeg(
    `-y -v error -f lavfi -i testsrc2=s=${size}:r=${rate} ${inputs} -frames:v ${frames} ${options} '${path}'`,
  );
  return path;
}

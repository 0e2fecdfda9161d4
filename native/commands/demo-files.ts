import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type StageContext, silentProgress } from '../base/context.ts';
import { createDemoRenderer, demoClip } from '../datasets/demo-clip.ts';
import { throwIfCancelled } from '../base/errors.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { writeMaskPng } from '../raster/image-file.ts';
import type { RgbImage } from '../raster/types.ts';
import { encodeOverlay } from '../video/overviews/encode-overlay.ts';

/** The demo clip on disk. */
export interface DemoFiles {
  readonly videoPath: string;
  /** Its exact masks, 00000.png and so on, 0 or 255. */
  readonly groundTruthDir: string;
}

/** Says which clip lies in the folder; written last, so that a rendering that was cut short is done again. */
const markerName = '.demo-clip.json';

/**
 * The demo clip in `dir` as H.264 with its exact masks; rendered where it is absent, unfinished or of an older recipe
 * (a few seconds), kept otherwise.
 */
export async function ensureDemoFiles(dir: string, context: StageContext): Promise<DemoFiles> {
  const files = {
    videoPath: join(dir, `${demoClip.name}.mp4`),
    groundTruthDir: join(dir, `${demoClip.name}-masks`),
  };
  const marker = join(dir, markerName);
  const recipe = JSON.stringify(demoClip);
  const kept =
    existsSync(files.videoPath) && existsSync(marker) && (await readFile(marker, 'utf8')) === recipe;
  if (kept) return files;
  await renderDemoFiles(files, context);
  await writeFileAtomically(marker, recipe);
  return files;
}

async function renderDemoFiles(
  { videoPath, groundTruthDir }: DemoFiles,
  context: StageContext,
): Promise<void> {
  const render = createDemoRenderer();
  async function* frames(): AsyncGenerator<RgbImage> {
    for (let frame = 0; frame < demoClip.frameCount; frame++) {
      throwIfCancelled(context.signal);
      const { image, mask } = render(frame);
      await writeMaskPng(join(groundTruthDir, `${String(frame).padStart(5, '0')}.png`), mask);
      yield image;
      context.progress.report(frame + 1, demoClip.frameCount);
    }
  }
  const target = { outPath: videoPath, size: demoClip, frameRate: demoClip.framesPerSec };
  await encodeOverlay(target, frames(), { ...context, progress: silentProgress });
}

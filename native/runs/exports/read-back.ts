import type { StageContext } from '../../base/context.ts';
import { failedError, throwIfCancelled } from '../../base/errors.ts';
import { eachWithin } from '../../base/patience.ts';
import type { PartTarget } from '../../export/ffmpeg-outputs.ts';
import { readBackArguments } from '../../export/ffmpeg-outputs.ts';
import type { ExportFormat } from '../../export/export-formats.ts';
import type { RasterSize } from '../../raster/types.ts';
import { splitFrames } from '../../video/decode-frames.ts';
import { FFMPEG_PATIENCE_MS } from '../../video/ffmpeg-writer.ts';
import { spawnFfmpeg } from '../../video/spawn-ffmpeg.ts';
import { compareProbes, frameBytes, probePoints } from './probe-points.ts';

/** The size of a format's pictures: some have even sides only. */
export function writtenSize({ isEven }: ExportFormat, { widthPx, heightPx }: RasterSize): RasterSize {
  if (isEven !== true) return { widthPx, heightPx };
  return { widthPx: widthPx - (widthPx % 2), heightPx: heightPx - (heightPx % 2) };
}

/** Lines that are compared of a frame at least, where it has as many. */
const LEAST_LINES = 120;

/**
 * Of how many lines of a format's frames one is read back: 1, 2, 4 ... Where chroma has fewer lines than luma, all are, for lines
 * left out would change what chroma is interpolated from.
 */
export function readBackStep(format: ExportFormat, size: RasterSize): number {
  if (format.isChromaHalved === true) return 1;
  return 2 ** Math.max(0, Math.floor(Math.log2(writtenSize(format, size).heightPx / LEAST_LINES)));
}

/** What is wrong with a frame that was read back, in a few words; null where it is what was written. */
function fault(format: ExportFormat, written: Float32Array, read: Float32Array): string | null {
  const { tolerance, pixels } = format;
  const { colour, alpha, alphaMost, colourMost } = compareProbes(written, read, pixels);
  const isExact = tolerance.colour === 0;
  const levels = (share: number) => `${(255 * share).toFixed(1)} of 255`;
  if (isExact && (colourMost > 0 || alphaMost > 0)) return 'its pixels are not those that were written';
  // Lossless alpha is judged by its worst pixel, lossy alpha by its mean.
  const alphaOff = tolerance.alpha <= 1 / 255 ? alphaMost : alpha;
  if (alphaOff > tolerance.alpha + 1e-6) return `its alpha is off by ${levels(alphaOff)}`;
  return colour > tolerance.colour + 1e-6 ? `its colours are off by ${levels(colour)}` : null;
}

/**
 * Decodes a part of an export and compares it with what was written: as many frames, of the same size, alpha and colours
 * within the codec's tolerance. Throws a sentence where that fails.
 *
 * @param written probes of the frames that were written, in order.
 * @param firstFrame the export's number of the first of them.
 */
export async function checkPart(
  format: ExportFormat,
  target: PartTarget,
  written: readonly Float32Array[],
  firstFrame: number,
  { signal }: Pick<StageContext, 'signal'>,
  patienceMs = FFMPEG_PATIENCE_MS,
): Promise<void> {
  const lineStep = readBackStep(format, target.size);
  const { widthPx, heightPx } = writtenSize(format, target.size);
  const kept = { widthPx, heightPx: Math.ceil(heightPx / lineStep) };
  const args = readBackArguments(format, target, format.pixels, lineStep);
  const ffmpeg = spawnFfmpeg(args, signal);
  ffmpeg.stdin.end();
  const refuse = (reason: string) =>
    failedError(
      `The export as ${format.title} failed its own check: ${reason}. It was not kept; export it again, or choose another format.`,
      { stage: 'export' },
    );
  let count = 0;
  try {
    const chunks = eachWithin(ffmpeg.stdout as AsyncIterable<Uint8Array>, patienceMs, () =>
      refuse('ffmpeg hangs while it reads it'),
    );
    for await (const raw of splitFrames(chunks, frameBytes(format.pixels, kept))) {
      throwIfCancelled(signal);
      const expected = written[count];
      if (expected === undefined) break;
      const wrong = fault(format, expected, probePoints(raw, format.pixels, kept));
      if (wrong !== null) throw refuse(`in frame ${firstFrame + count} ${wrong}`);
      count++;
    }
    // A sequence may go on with the frames of a later part.
    if (count < written.length) {
      const end = await ffmpeg.ended;
      throwIfCancelled(signal);
      throw refuse(
        end.kind === 'failed'
          ? `it cannot be decoded (${end.reason})`
          : `it has ${count} frames where ${written.length} were written`,
      );
    }
  } finally {
    await ffmpeg.stop();
  }
}

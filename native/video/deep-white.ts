import { failedError } from '../base/errors.ts';
import { decodeArguments } from './ffmpeg-arguments.ts';
import { spawnFfmpeg } from './spawn-ffmpeg.ts';

let known: Promise<number> | null = null;

/** One white pixel of 10-bit video, 4:4:4, little-endian. */
const whitePixel = Buffer.from(Uint16Array.of(940, 512, 512).buffer);

async function askFfmpeg(signal: AbortSignal): Promise<number> {
  const size = { widthPx: 1, heightPx: 1 };
  const range = { size, fromIndex: 0, toIndex: 1, frameCount: 1, colours: { matrix: 'bt709', isDeep: true } };
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv444p10le', '-video_size', '1x1', '-color_range', 'tv'];
  const args = decodeArguments('pipe', range).map((argument) =>
    argument === 'file:pipe' ? 'pipe:0' : argument,
  );
  args.splice(args.indexOf('-i'), 0, ...raw);
  const { stdin, stdout, ended } = spawnFfmpeg(args, signal);
  stdin.end(whitePixel);
  const chunks: Buffer[] = [];
  for await (const chunk of stdout as AsyncIterable<Buffer>) chunks.push(chunk);
  const end = await ended;
  const bytes = Buffer.concat(chunks);
  if (bytes.length === 6) return bytes.readUInt16LE(0);
  const reason = end.kind === 'failed' ? end.reason : 'it gave no picture';
  throw failedError(`ffmpeg cannot convert 10-bit colours (${reason}); install a full ffmpeg.`);
}

/**
 * The level, of 65535, that white has in the 16-bit RGB which ffmpeg's scaler makes of video and takes for it: it multiplies
 * levels of 8 bits by 256, not 257, so that white is about 65283. Asked of this machine's ffmpeg once.
 */
export async function deepWhite(signal: AbortSignal): Promise<number> {
  known ??= askFfmpeg(signal);
  try {
    return await known;
  } catch (error) {
    known = null;
    throw error;
  }
}

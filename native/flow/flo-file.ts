import { readFile } from 'node:fs/promises';
import { failedError } from '../base/errors.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import type { FlowField } from '../raster/types.ts';

/** "PIEH" as a little-endian float. */
const magic = 202021.25;
const headerBytes = 12;
const largestSidePx = 100_000;

async function fileBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    const what = missing ? 'does not exist' : 'cannot be read';
    throw failedError(`The flow file ${path} ${what}.`, { stage: 'flow' }, { cause });
  }
}

/**
 * Reads a Middlebury .flo file (magic 202021.25, width, height, then u and v interleaved, little-endian). Throws a
 * sentence naming the file when it is no .flo file, truncated or too long, of an absurd size, or holds NaN or
 * infinity.
 */
export async function readFlo(path: string): Promise<FlowField> {
  const bytes = await fileBytes(path);
  const broken = (why: string) => failedError(`The flow file ${path} ${why}.`, { stage: 'flow' });
  if (bytes.length < headerBytes) throw broken(`has ${bytes.length} bytes, too few for a .flo header`);
  if (bytes.readFloatLE(0) !== magic)
    throw broken('is no Middlebury .flo file (it does not begin with PIEH)');
  const [widthPx, heightPx] = [bytes.readInt32LE(4), bytes.readInt32LE(8)];
  if (widthPx < 1 || heightPx < 1 || widthPx > largestSidePx || heightPx > largestSidePx)
    throw broken(`claims an impossible size of ${widthPx}x${heightPx}`);
  const expected = headerBytes + 8 * widthPx * heightPx;
  if (bytes.length !== expected)
    throw broken(`should have ${expected} bytes for ${widthPx}x${heightPx} but has ${bytes.length}`);
  const count = widthPx * heightPx;
  const data = new Float32Array(2 * count);
  for (let i = 0, at = headerBytes; i < count; i++, at += 8) {
    data[i] = bytes.readFloatLE(at);
    data[count + i] = bytes.readFloatLE(at + 4);
  }
  if (!data.every(Number.isFinite)) throw broken('holds values that are not finite numbers');
  return { widthPx, heightPx, data };
}

/** Writes a Middlebury .flo file, atomically. */
export async function writeFlo(path: string, flow: FlowField): Promise<void> {
  const count = flow.widthPx * flow.heightPx;
  const bytes = Buffer.alloc(headerBytes + 8 * count);
  bytes.writeFloatLE(magic, 0);
  bytes.writeInt32LE(flow.widthPx, 4);
  bytes.writeInt32LE(flow.heightPx, 8);
  for (let i = 0, at = headerBytes; i < count; i++, at += 8) {
    bytes.writeFloatLE(flow.data[i]!, at);
    bytes.writeFloatLE(flow.data[count + i]!, at + 4);
  }
  await writeFileAtomically(path, bytes);
}

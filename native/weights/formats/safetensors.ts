import { type FileHandle, open } from 'node:fs/promises';
import { failedError, usageError } from '../../base/errors.ts';
import { writeThenRename } from '../../base/atomic-file.ts';
import { type ByteSource, truncated, withFile } from './byte-source.ts';
import { asFloat32, decodeElements, type DType, elementBytes, countElements, isDType } from './dtypes.ts';

/** A tensor as it is stored: `bytes` are its row-major, little-endian elements. */
export interface SafeTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: Map<string, SafeTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** The format's own limit of the JSON header. */
const maxHeaderBytes = 100_000_000;

/** The tensors of the safetensors file at `path`, unconverted; throws a clear error for a damaged file. */
export async function readSafetensors(path: string): Promise<Map<string, SafeTensor>> {
  return (await withFile(path, parseSafetensors)).tensors;
}

/** The tensors of the file at `path` and the text entries of its `__metadata__`. */
export const readSafetensorsFile = (path: string): Promise<SafetensorsFile> =>
  withFile(path, parseSafetensors);

/** The elements of `tensor` as float32: the same memory where they are float32 and aligned. */
export const toFloat32 = (tensor: SafeTensor): Float32Array =>
  asFloat32(decodeElements(tensor.dtype, tensor.bytes));

/** Reads a safetensors file from any source. */
export async function parseSafetensors(source: ByteSource): Promise<SafetensorsFile> {
  const header = await readHeader(source);
  const payload = await source.read(header.end, source.sizeBytes - header.end);
  const tensors = new Map<string, SafeTensor>();
  const metadata = new Map<string, string>();
  let next = 0;
  const entries = Object.entries(header.json).filter(([name]) => name !== '__metadata__');
  const slots = entries.map(([name, entry]) => ({ name, ...slotOf(source.name, name, entry) }));
  for (const { name, dtype, shape, start, end } of slots.toSorted(
    (a, b) => a.start - b.start || a.end - b.end,
  )) {
    if (start !== next)
      throw damaged(
        source.name,
        `tensor "${name}" ${start < next ? 'overlaps another' : 'leaves a gap before it'}`,
      );
    if (end > payload.byteLength) throw truncated(source.name);
    tensors.set(name, { dtype, shape, bytes: payload.subarray(start, end) });
    next = end;
  }
  if (next !== payload.byteLength) throw damaged(source.name, 'bytes follow the last tensor');
  for (const [key, value] of Object.entries(recordOf(header.json['__metadata__']) ?? {}))
    if (typeof value === 'string') metadata.set(key, value);
  return { tensors, metadata };
}

const damaged = (name: string, what: string) =>
  failedError(`${name} is a damaged safetensors file: ${what}.`);

const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;

/** The JSON header and the offset of the payload behind it. */
async function readHeader(source: ByteSource): Promise<{ json: Record<string, unknown>; end: number }> {
  if (source.sizeBytes < 8) throw truncated(source.name);
  const length = new DataView((await source.read(0, 8)).buffer).getBigUint64(0, true);
  if (length > maxHeaderBytes) throw damaged(source.name, `its header announces ${length.toString()} bytes`);
  const end = 8 + Number(length);
  const text = new TextDecoder().decode(await source.read(8, Number(length)));
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw damaged(source.name, 'its header is not JSON');
  }
  const json = recordOf(parsed);
  if (json === null) throw damaged(source.name, 'its header is not a JSON object');
  const twice = repeatedKey(text);
  if (twice !== null) throw damaged(source.name, `tensor "${twice}" is there twice`);
  return { json, end };
}

/** The first key that the outermost object of the (valid) JSON `text` holds twice; JSON.parse keeps the last one. */
function repeatedKey(text: string): string | null {
  const keys = new Set<string>();
  let depth = 0;
  for (const { 0: token, 1: isKey } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1 && isKey !== undefined) {
      const key = String(JSON.parse(token.slice(0, -isKey.length)));
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return null;
}

interface Slot {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** One header entry, checked: its byte range is as long as its type and shape say. */
function slotOf(file: string, name: string, entry: unknown): Slot {
  const { dtype, shape, data_offsets: range } = recordOf(entry) ?? {};
  if (!isDType(dtype))
    throw damaged(file, `tensor "${name}" has the unknown type ${JSON.stringify(dtype ?? null)}`);
  const count = Array.isArray(shape) ? countElements(shape) : null;
  if (count === null) throw damaged(file, `tensor "${name}" has no possible shape`);
  // Offsets are read as sizes one by one: two of a large file have a product beyond exact numbers.
  const [start, end] =
    Array.isArray(range) && range.every((offset) => countElements([offset]) !== null)
      ? (range as number[])
      : [];
  if (start === undefined || end === undefined || end - start !== count * elementBytes[dtype])
    throw damaged(file, `the byte range of tensor "${name}" does not fit its shape`);
  return { dtype, shape: shape as number[], start, end };
}

/** A tensor to be written: `data` holds the elements' own bits (F16 and BF16 as Uint16Array). */
export interface TensorToWrite {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
}

/**
 * Writes a safetensors file; `path` appears only when it is complete. Tensors are laid out by falling element size,
 * so that every reader finds them aligned.
 */
export async function writeSafetensors(
  path: string,
  tensors: Readonly<Record<string, TensorToWrite>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const order = Object.entries(tensors).sort(([, a], [, b]) => elementBytes[b.dtype] - elementBytes[a.dtype]);
  const header = encodeHeader(order, metadata);
  await writeThenRename(path, async (temporaryPath) => {
    const file = await open(temporaryPath, 'wx');
    try {
      await writeAll(file, header);
      for (const [, { data }] of order)
        await writeAll(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    } finally {
      await file.close();
    }
  });
}

function encodeHeader(
  order: readonly (readonly [string, TensorToWrite])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let offset = 0;
  for (const [name, { dtype, shape, data }] of order) {
    if (countElements(shape) !== data.byteLength / elementBytes[dtype])
      throw usageError(
        `Tensor "${name}" has ${data.byteLength} bytes, which is not ${dtype} [${shape.join(', ')}].`,
      );
    entries.push([name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] }]);
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const bytes = new Uint8Array(8 + Math.ceil(json.byteLength / 8) * 8).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(bytes.byteLength - 8), true);
  bytes.set(json, 8);
  return bytes;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.byteLength) written += (await file.write(bytes, written)).bytesWritten;
}

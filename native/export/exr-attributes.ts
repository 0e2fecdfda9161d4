import { failedError } from '../base/errors.ts';

/** An attribute of an EXR header: its name, its type, and its bytes. */
export interface ExrAttribute {
  readonly name: string;
  readonly type: string;
  readonly value: Uint8Array;
}

const text = new TextEncoder();

/** A text. */
export const exrString = (name: string, value: string): ExrAttribute => ({
  name,
  type: 'string',
  value: text.encode(value),
});

/** A whole number. */
export function exrInt(name: string, value: number): ExrAttribute {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  return { name, type: 'int', value: bytes };
}

/** Floats under a type of OpenEXR's own. */
export function exrFloats(name: string, type: 'chromaticities', values: readonly number[]): ExrAttribute {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, k) => new DataView(bytes.buffer).setFloat32(4 * k, value, true));
  return { name, type, value: bytes };
}

const MAGIC = 0x01312f76;

function zeroAfter(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(0, from);
  if (at < 0)
    throw failedError('An EXR that was just written has a broken header; export it again.', {
      stage: 'export',
    });
  return at;
}

/** Name, and the places of a header's attributes. */
function attributes(
  bytes: Uint8Array,
): { readonly name: string; readonly start: number; readonly end: number }[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 16 || view.getUint32(0, true) !== MAGIC) zeroAfter(bytes, bytes.length);
  const found = [];
  for (let start = 8; bytes[start] !== 0;) {
    const nameEnd = zeroAfter(bytes, start);
    const typeEnd = zeroAfter(bytes, nameEnd + 1);
    const end = typeEnd + 5 + view.getUint32(typeEnd + 1, true);
    found.push({ name: new TextDecoder().decode(bytes.subarray(start, nameEnd)), start, end });
    start = end;
  }
  return found;
}

function encoded({ name, type, value }: ExrAttribute): Uint8Array {
  const head = text.encode(`${name}\0${type}\0`);
  const bytes = new Uint8Array(head.length + 4 + value.length);
  bytes.set(head);
  new DataView(bytes.buffer).setUint32(head.length, value.length, true);
  bytes.set(value, head.length + 4);
  return bytes;
}

/**
 * A single-part scan-line EXR with further attributes in its header; those of the same name are replaced. ffmpeg writes
 * none of its own, and the table of the lines' places, which follows the header, moves along (OpenEXR File Layout).
 *
 * @param blocks how many entries that table has.
 */
export function withExrAttributes(file: Uint8Array, added: readonly ExrAttribute[], blocks: number): Buffer {
  const names = new Set(added.map(({ name }) => name));
  const old = attributes(file);
  const headerEnd = (old.at(-1)?.end ?? 8) + 1;
  const parts = [
    file.subarray(0, 8),
    ...old.filter(({ name }) => !names.has(name)).map(({ start, end }) => file.subarray(start, end)),
    ...added.map(encoded),
    new Uint8Array(1),
  ];
  const newEnd = parts.reduce((sum, part) => sum + part.length, 0);
  const result = Buffer.concat([...parts, file.subarray(headerEnd)]);
  const shift = BigInt(newEnd - headerEnd);
  for (let k = 0; k < blocks; k++) {
    const at = newEnd + 8 * k;
    result.writeBigUInt64LE(result.readBigUInt64LE(at) + shift, at);
  }
  return result;
}

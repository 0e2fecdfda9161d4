import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { failedError, type FodvidError } from '../../base/errors.ts';
import { type ByteSource, truncated } from './byte-source.ts';

/** One member of an archive: sizes and the place of its local header, as the central directory has them. */
interface Member {
  readonly name: string;
  readonly deflated: boolean;
  readonly storedBytes: number;
  readonly sizeBytes: number;
  readonly headerOffset: number;
  readonly checksum: number;
}

/** An opened zip archive. */
export interface ZipArchive {
  /** The members' sizes by name. */
  readonly sizes: ReadonlyMap<string, number>;
  /** The content of the member `name`, inflated, its checksum verified. */
  read(name: string): Promise<Uint8Array>;
}

const maxMembers = 200_000;
const maxDirectoryBytes = 64 * 2 ** 20;
/** Weights hardly compress: an archive that would grow beyond these is a bomb. */
const maxGrowth = 8;
const freeGrowthBytes = 64 * 2 ** 20;

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Uint8Array>(inflateRaw);

const damaged = (file: string, what: string): FodvidError =>
  failedError(`${file} is a damaged zip archive (${what}): download it again.`);

/** Reads the directory of a zip archive (zip64 too); throws a clear error for a damaged one and for zip bombs. */
export async function openZip(source: ByteSource): Promise<ZipArchive> {
  const members = await readDirectory(source);
  refuseBombs(source, members);
  return {
    sizes: new Map([...members.values()].map(({ name, sizeBytes }) => [name, sizeBytes])),
    read(name) {
      const member = members.get(name);
      if (member === undefined)
        throw failedError(`${source.name} lacks its part "${name}": download it again.`);
      return readMember(source, member);
    },
  };
}

function refuseBombs(source: ByteSource, members: ReadonlyMap<string, Member>): void {
  const sum = (pick: (member: Member) => number) =>
    [...members.values()].reduce((total, m) => total + pick(m), 0);
  if (sum((member) => member.storedBytes) > source.sizeBytes)
    throw damaged(source.name, 'its members overlap');
  if (sum((member) => member.sizeBytes) > Math.max(freeGrowthBytes, maxGrowth * source.sizeBytes))
    throw failedError(
      `${source.name} was not unpacked: it would grow to far more than its own size (a zip bomb).`,
    );
}

/** Where the central directory lies. */
interface DirectoryPlace {
  readonly count: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailBytes = Math.min(source.sizeBytes, 22 + 65535);
  const tail = viewOf(await source.read(source.sizeBytes - tailBytes, tailBytes));
  for (let at = tailBytes - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== 0x06054b50) continue;
    const place = {
      count: tail.getUint16(at + 10, true),
      sizeBytes: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
    const locator =
      at >= 20 && tail.getUint32(at - 20, true) === 0x07064b50 ? safeUint64(tail, at - 12) : null;
    return locator === null ? place : await findDirectory64(source, locator);
  }
  throw truncated(source.name);
}

async function findDirectory64(source: ByteSource, offset: number): Promise<DirectoryPlace> {
  const end = viewOf(await source.read(offset, 56));
  if (end.getUint32(0, true) !== 0x06064b50) throw damaged(source.name, 'its zip64 directory is missing');
  return { count: safeUint64(end, 32), sizeBytes: safeUint64(end, 40), offset: safeUint64(end, 48) };
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number; one that is not exact lies beyond every file and fails the range check that follows. */
const safeUint64 = (view: DataView, at: number) => Number(view.getBigUint64(at, true));

async function readDirectory(source: ByteSource): Promise<Map<string, Member>> {
  const place = await findDirectory(source);
  if (place.count > maxMembers || place.sizeBytes > maxDirectoryBytes)
    throw failedError(`${source.name} was not unpacked: it announces ${place.count} members.`);
  const bytes = await source.read(place.offset, place.sizeBytes);
  const members = new Map<string, Member>();
  let at = 0;
  for (let i = 0; i < place.count; i++) {
    const { member, next } = readEntry(source.name, bytes, at);
    if (members.has(member.name)) throw damaged(source.name, `"${member.name}" is there twice`);
    members.set(member.name, member);
    at = next;
  }
  return members;
}

/** One entry of the central directory, and where the next one starts. */
function readEntry(file: string, bytes: Uint8Array, at: number): { member: Member; next: number } {
  const view = viewOf(bytes);
  if (at + 46 > bytes.byteLength || view.getUint32(at, true) !== 0x02014b50)
    throw damaged(file, 'its directory is cut off');
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.byteLength) throw damaged(file, 'its directory is cut off');
  const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
  if (flags & 1) throw failedError(`${file} is an encrypted archive: unpack it first.`);
  if (method !== 0 && method !== 8)
    throw failedError(`${file} packs "${name}" by a method other than deflate: unpack it first.`);
  const wide = wideFields(bytes.subarray(nameEnd, extraEnd));
  const field = (offset: number) => {
    const value = view.getUint32(at + offset, true);
    return value === 0xffffffff ? (wide.shift() ?? value) : value;
  };
  const [sizeBytes, storedBytes, headerOffset] = [field(24), field(20), field(42)];
  if (method === 0 && sizeBytes !== storedBytes) throw damaged(file, `"${name}" has two sizes`);
  return {
    member: {
      name,
      deflated: method === 8,
      storedBytes,
      sizeBytes,
      headerOffset,
      checksum: view.getUint32(at + 16, true),
    },
    next,
  };
}

/** The 64-bit numbers of a zip64 extra field; they stand for the 32-bit fields that hold 0xffffffff, in order. */
function wideFields(extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    const count = Math.floor(Math.min(view.getUint16(at + 2, true), extra.byteLength - at - 4) / 8);
    return Array.from({ length: count }, (_, i) => safeUint64(view, at + 4 + i * 8));
  }
  return [];
}

async function readMember(source: ByteSource, member: Member): Promise<Uint8Array> {
  const header = viewOf(await source.read(member.headerOffset, 30));
  if (header.getUint32(0, true) !== 0x04034b50)
    throw damaged(source.name, `"${member.name}" is not where it should be`);
  const start = member.headerOffset + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  const stored = await source.read(start, member.storedBytes);
  const content = member.deflated ? await inflateMember(source.name, member, stored) : stored;
  if (crc32(content) !== member.checksum)
    throw damaged(source.name, `the checksum of "${member.name}" is wrong`);
  return content;
}

async function inflateMember(file: string, member: Member, stored: Uint8Array): Promise<Uint8Array> {
  try {
    const content = await inflate(stored, { maxOutputLength: Math.max(1, member.sizeBytes) });
    if (content.byteLength === member.sizeBytes) return new Uint8Array(content);
  } catch (cause) {
    throw failedError(
      `${file} is a damaged zip archive ("${member.name}" does not unpack): download it again.`,
      {},
      { cause },
    );
  }
  throw damaged(file, `"${member.name}" has not the announced size`);
}

import { crc32, deflateRawSync } from 'node:zlib';

/** A member of an archive to be written. */
export interface MemberToWrite {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** What the headers claim instead of the true size. */
  readonly claimedBytes?: number;
}

interface Packed {
  readonly member: MemberToWrite;
  readonly name: Buffer;
  readonly stored: Uint8Array;
  readonly sizeBytes: number;
  readonly offset: number;
}

function localHeader({ member, name, stored, sizeBytes }: Omit<Packed, 'offset'>): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(member.deflate === true ? 8 : 0, 8);
  header.writeUInt32LE(crc32(member.data), 14);
  header.writeUInt32LE(stored.byteLength, 18);
  header.writeUInt32LE(sizeBytes, 22);
  header.writeUInt16LE(name.byteLength, 26);
  return Buffer.concat([header, name]);
}

/** One entry of the central directory; with `zip64` its sizes and offset stand in an extra field. */
function directoryEntry({ member, name, stored, sizeBytes, offset }: Packed, zip64: boolean): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(member.deflate === true ? 8 : 0, 10);
  header.writeUInt32LE(crc32(member.data), 16);
  header.writeUInt32LE(zip64 ? 0xffffffff : stored.byteLength, 20);
  header.writeUInt32LE(zip64 ? 0xffffffff : sizeBytes, 24);
  header.writeUInt16LE(name.byteLength, 28);
  header.writeUInt16LE(zip64 ? 28 : 0, 30);
  header.writeUInt32LE(zip64 ? 0xffffffff : offset, 42);
  const extra = Buffer.alloc(zip64 ? 28 : 0);
  if (zip64) {
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    [sizeBytes, stored.byteLength, offset].forEach((value, i) =>
      extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i),
    );
  }
  return Buffer.concat([header, name, extra]);
}

function directoryEnd(count: number, sizeBytes: number, offset: number, zip64: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : count, 8);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : sizeBytes, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : offset, 16);
  if (!zip64) return end;
  const wide = Buffer.alloc(56);
  wide.writeUInt32LE(0x06064b50, 0);
  [44, count, count, sizeBytes, offset].forEach((value, i) =>
    wide.writeBigUInt64LE(BigInt(value), [4, 24, 32, 40, 48][i]),
  );
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + sizeBytes), 8);
  return Buffer.concat([wide, locator, end]);
}

/** A zip archive; with `zip64` every number stands in its 64-bit field. */
export function writeZip(members: readonly MemberToWrite[], zip64 = false): Buffer {
  const parts: Uint8Array[] = [];
  const packed: Packed[] = [];
  let offset = 0;
  for (const member of members) {
    const stored = member.deflate === true ? deflateRawSync(member.data) : member.data;
    const entry = {
      member,
      name: Buffer.from(member.name),
      stored,
      sizeBytes: member.claimedBytes ?? member.data.byteLength,
    };
    packed.push({ ...entry, offset });
    const local = localHeader(entry);
    parts.push(local, stored);
    offset += local.byteLength + stored.byteLength;
  }
  const directory = Buffer.concat(packed.map((entry) => directoryEntry(entry, zip64)));
  return Buffer.concat([
    ...parts,
    directory,
    directoryEnd(members.length, directory.byteLength, offset, zip64),
  ]);
}

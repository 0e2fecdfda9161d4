import { crc32 } from 'node:zlib';

const signatureBytes = 8;
const indexedColour = 3;

/** Whether the bytes are a PNG whose pixels are indexes into a palette. */
export function isIndexedPng(bytes: Buffer): boolean {
  return bytes.length > 33 && bytes.readUInt32BE(0) === 0x89504e47 && bytes[25] === indexedColour;
}

/**
 * The same indexed PNG with index 0 black, every other index white and no transparency. Decoders give colours, not
 * indexes, and nothing obliges a label image to paint index 0 black or its objects in another colour.
 */
export function indexesAsBlackAndWhite(png: Buffer): Buffer {
  const parts = [png.subarray(0, signatureBytes)];
  for (let at = signatureBytes; at + 12 <= png.length;) {
    const end = at + 12 + png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'PLTE') parts.push(paletteChunk(png.readUInt8(24)));
    else if (type !== 'tRNS') parts.push(png.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** A full palette for the bit depth, so that no index is out of range. */
function paletteChunk(bitDepth: number): Buffer {
  const body = Buffer.alloc(4 + 2 ** bitDepth * 3, 255);
  body.write('PLTE', 'latin1');
  body.fill(0, 4, 7);
  const chunk = Buffer.alloc(body.length + 8);
  chunk.writeUInt32BE(body.length - 4, 0);
  body.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(body), chunk.length - 4);
  return chunk;
}

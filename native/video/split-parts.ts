const headerEnd = Buffer.from('\r\n\r\n');
const lengthLine = /^content-length: *(\d+)/im;
/** ffmpeg's headers have some 70 bytes; more without an end are none. */
const longestHeader = 1024;

/**
 * The parts of a multipart stream (ffmpeg's `mpjpeg`), each of which tells its length in its header; an incomplete last
 * one is dropped. Throws where a header tells none.
 */
export async function* splitParts(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  /** Where the part that is being received begins and ends in what is held; null while its header is. */
  let part: { readonly from: number; readonly to: number } | null = null;
  for await (const chunk of chunks) {
    held.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    heldBytes += chunk.byteLength;
    while (part === null || heldBytes >= part.to) {
      const bytes: Buffer = held.length === 1 ? held[0]! : Buffer.concat(held);
      held = [bytes];
      if (part === null) {
        part = partAfter(bytes);
        if (part === null) break;
      } else {
        yield Uint8Array.from(bytes.subarray(part.from, part.to));
        held = [bytes.subarray(part.to)];
        heldBytes -= part.to;
        part = null;
      }
    }
  }
}

function partAfter(bytes: Buffer): { from: number; to: number } | null {
  const end = bytes.indexOf(headerEnd);
  const header = bytes.toString('latin1', 0, end < 0 ? longestHeader : end);
  const length = end < 0 ? null : lengthLine.exec(header);
  if (length === null) {
    if (end >= 0 || bytes.length > longestHeader) throw new Error(`a part without a length: ${header}`);
    return null;
  }
  const from = end + headerEnd.length;
  return { from, to: from + Number(length[1]) };
}

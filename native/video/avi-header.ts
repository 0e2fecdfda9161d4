import { open, stat } from 'node:fs/promises';

/** What an AVI file says of itself; ffmpeg guesses its length from its size where the end is missing. */
export interface AviHeader {
  /** How many frames its first video stream has. */
  readonly frameCount: number;
  /** The file has fewer bytes than it says. */
  readonly endsEarly: boolean;
}

/** Within so many bytes from the start lie the headers of the streams. */
const HEAD_BYTES = 1 << 16;
/** Where a stream's header (strh) has its kind and its length, behind its name and size. */
const [KIND_AT, LENGTH_AT] = [8, 40];

/** Reads the header of an AVI file; null where it has none, or tells no length. */
export async function readAviHeader(path: string): Promise<AviHeader | null> {
  const head = Buffer.alloc(HEAD_BYTES);
  await using file = await open(path);
  const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'AVI ') return null;
  const end = bytesRead - LENGTH_AT - 4;
  for (let at = head.indexOf('strh'); at !== -1 && at <= end; at = head.indexOf('strh', at + 4)) {
    if (head.toString('latin1', at + KIND_AT, at + KIND_AT + 4) !== 'vids') continue;
    const frameCount = head.readUInt32LE(at + LENGTH_AT);
    const announcedBytes = head.readUInt32LE(4) + 8;
    return frameCount === 0 ? null : { frameCount, endsEarly: (await stat(path)).size < announcedBytes };
  }
  return null;
}

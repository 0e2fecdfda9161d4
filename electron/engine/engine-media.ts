import type { Engine } from '../../native/app/engine.ts';
import { answerMedia, parseRange } from '../../native/app/media/media-http.ts';
import type { HttpMediaRequest } from '../../native/app/media/media-http.ts';
import type { MediaResult } from './engine-messages.ts';

/** Answers travel between processes in one piece: players ask for the next part by themselves. */
const partBytes = 4 * 2 ** 20;
/** What is asked for without a range has to be sent whole, up to this. */
const longestWhole = 256 * 2 ** 20;

/** As `answerMedia`, with the body in one piece; a range without an end, or a long one, gets its first 4 MiB. Never rejects. */
export async function answerWhole(
  media: Engine['media'],
  request: HttpMediaRequest,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<MediaResult> {
  try {
    const { status, headers, body } = await answerMedia(
      media,
      { ...request, range: shortened(request.range) },
      signal,
    );
    return { status, headers, body: body instanceof ReadableStream ? await collected(body) : body };
  } catch (error) {
    if (!signal.aborted) log(`The picture or video ${request.path} cannot be shown: ${String(error)}`);
    return { status: signal.aborted ? 404 : 500, headers: {}, body: null };
  }
}

function shortened(header: string | null): string | null {
  const range = parseRange(header);
  if (range === undefined || range.first === null) return header;
  const { first, last } = range;
  return `bytes=${first}-${Math.min(last ?? Infinity, first + partBytes - 1)}`;
}

async function collected(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    sizeBytes += chunk.length;
    if (sizeBytes > longestWhole) throw new Error('it is too long to be sent without ranges');
    chunks.push(chunk);
  }
  const whole = new Uint8Array(sizeBytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

import { type FileHandle, mkdir, open, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { StageContext } from '../../base/context.ts';
import { errorWords } from '../../base/error-words.ts';
import { cancelledError, FodvidError, failedError } from '../../base/errors.ts';
import { arrivals } from './arrivals.ts';
import { fileProblem } from '../formats/byte-source.ts';
import { request } from './http-request.ts';
import type { Environment } from '../../base/platform/platform-folders.ts';

/** What is to be fetched, and how patiently. */
export interface DownloadRequest {
  readonly url: string;
  /** Where the bytes go; what is there already is continued. */
  readonly partPath: string;
  /** A larger answer is refused: it cannot be the file. */
  readonly maxBytes: number;
  readonly env: Environment;
  /** Attempts in a row that may bring no byte; attempts that bring some do not count. */
  readonly attempts?: number;
  /** The pause after the first fruitless attempt; it doubles with each. */
  readonly pauseMs?: number;
  readonly idleMs?: number;
}

/** Which version of the remote file the part belongs to. */
const originSchema = z.object({
  url: z.string(),
  validator: z.string().nullable(),
  totalBytes: z.number().nullable(),
});
type Origin = z.infer<typeof originSchema>;

const originPath = (partPath: string) => `${partPath}.json`;

/**
 * Downloads a file into `partPath`, continuing by HTTP range where an earlier call stopped and whenever the connection
 * breaks. Returns when the file is complete; throws a clear error (the part stays for the next call) otherwise.
 */
export async function download(what: DownloadRequest, context: StageContext): Promise<void> {
  const { attempts = 5, pauseMs = 1000 } = what;
  await mkdir(dirname(what.partPath), { recursive: true }).catch((error: unknown) => {
    throw fileProblem(dirname(what.partPath), error);
  });
  for (let fruitless = 0; ;) {
    const before = await partBytes(what.partPath);
    try {
      await fetchRest(what, before, context);
      await rm(originPath(what.partPath), { force: true });
      return;
    } catch (error) {
      if (context.signal.aborted) throw cancelledError();
      if (error instanceof FodvidError) throw error;
      fruitless = (await partBytes(what.partPath)) > before ? 0 : fruitless + 1;
      if (fruitless >= attempts) throw unreachable(what, error);
      if (fruitless > 0)
        await pause(pauseMs * 2 ** (fruitless - 1), undefined, { signal: context.signal }).catch(
          () => undefined,
        );
    }
  }
}

const partBytes = async (path: string) => (await stat(path).catch(() => null))?.size ?? 0;

function unreachable({ url }: DownloadRequest, cause: unknown): FodvidError {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return failedError(
    `${url} could not be downloaded (${reason}): check the network, or HTTPS_PROXY behind a proxy; what has arrived ` +
      'is kept, and the next attempt continues there.',
    { words: errorWords('download-failed', { url, reason }) },
    { cause },
  );
}

async function readOrigin(what: DownloadRequest): Promise<Origin | null> {
  try {
    const origin = originSchema.parse(JSON.parse(await readFile(originPath(what.partPath), 'utf8')));
    return origin.url === what.url ? origin : null;
  } catch {
    return null;
  }
}

/** One request for what is missing, written to the part as it arrives. */
async function fetchRest(what: DownloadRequest, have: number, context: StageContext): Promise<void> {
  const origin = await readOrigin(what);
  const from = origin === null ? 0 : have;
  const response = await request(what.url, {
    headers: {
      'user-agent': 'fodvid-studio',
      'accept-encoding': 'identity',
      ...(from > 0 ? { range: `bytes=${from}-` } : {}),
      ...(from > 0 && origin?.validator ? { 'if-range': origin.validator } : {}),
    },
    signal: context.signal,
    env: what.env,
    idleMs: what.idleMs ?? 60_000,
  });
  const body = arrivals(response);
  try {
    const place = placeOf(what, response, from, origin);
    if (place === 'complete') return;
    if (place === 'restart') return await restart(what);
    await receive(what, response, body, place, context);
  } finally {
    response.destroy();
  }
}

/** The part belongs to another version of the remote file: the next attempt starts anew. */
async function restart(what: DownloadRequest): Promise<never> {
  await rm(what.partPath, { force: true });
  await rm(originPath(what.partPath), { force: true });
  throw new Error('the file on the server has changed');
}

/** From which byte on the answer continues, and how many bytes the whole file has. */
interface Place {
  readonly start: number;
  readonly totalBytes: number | null;
}

function placeOf(
  what: DownloadRequest,
  response: IncomingMessage,
  from: number,
  origin: Origin | null,
): Place | 'complete' | 'restart' {
  const status = response.statusCode ?? 0;
  const rangeHeader = response.headers['content-range'] ?? '';
  const total = Number(/\/(\d+)$/.exec(rangeHeader)?.[1] ?? NaN);
  if (status === 416 && from > 0) return total === from ? 'complete' : 'restart';
  if (status === 206) {
    const start = Number(/^bytes (\d+)-/.exec(rangeHeader)?.[1] ?? NaN);
    const changed = origin?.totalBytes != null && total !== origin.totalBytes;
    return start !== from || changed ? 'restart' : { start, totalBytes: Number.isNaN(total) ? null : total };
  }
  requireFile(what.url, status, response);
  const length = response.headers['content-length'];
  return { start: 0, totalBytes: length === undefined ? null : Number(length) };
}

/** Throws for answers that are no file; those that may pass (busy servers) as plain errors, which are tried again. */
function requireFile(url: string, status: number, response: IncomingMessage): void {
  if (status === 404 || status === 410)
    throw failedError(
      `${url} no longer exists (HTTP ${status}): see the model's source page for its new address.`,
    );
  if (status >= 500 || status === 408 || status === 429) throw new Error(`the server answers ${status}`);
  if (status !== 200)
    throw failedError(
      `${url} was refused (HTTP ${status} ${response.statusMessage ?? ''}): check the network or the proxy's rules.`,
    );
  if (/^text\/html|^application\/xhtml/i.test(response.headers['content-type'] ?? ''))
    throw failedError(
      `${url} answers with a web page, not with the file: a proxy or a login page may be in between; download it by hand.`,
    );
}

async function receive(
  what: DownloadRequest,
  response: IncomingMessage,
  body: AsyncIterable<Buffer>,
  place: Place,
  context: StageContext,
): Promise<void> {
  await requireRoom(what, place);
  const validator = response.headers.etag?.startsWith('"')
    ? response.headers.etag
    : (response.headers['last-modified'] ?? null);
  const origin: Origin = { url: what.url, validator, totalBytes: place.totalBytes };
  await guarded(originPath(what.partPath), () =>
    writeFile(originPath(what.partPath), JSON.stringify(origin)),
  );
  await using file = await guarded(what.partPath, () => open(what.partPath, place.start > 0 ? 'r+' : 'w'));
  let at = place.start;
  const total = place.totalBytes ?? what.maxBytes;
  context.progress.report(at, total, 'downloading');
  for await (const chunk of body) {
    if (at + chunk.length > what.maxBytes) throw tooLarge(what);
    await guarded(what.partPath, () => writeAll(file, chunk, at));
    at += chunk.length;
    context.progress.report(at, Math.max(total, at), 'downloading');
  }
  if (place.totalBytes !== null && at !== place.totalBytes) throw new Error('the connection was cut');
}

const tooLarge = ({ url, maxBytes }: DownloadRequest) =>
  failedError(
    `${url} is larger than ${Math.round(maxBytes / 1e6)} MB, so it is not the file that was expected.`,
  );

async function requireRoom(what: DownloadRequest, { start, totalBytes }: Place): Promise<void> {
  if (totalBytes === null) return;
  if (totalBytes > what.maxBytes) throw tooLarge(what);
  const { bavail, bsize } = await statfs(dirname(what.partPath));
  if (bavail * bsize < totalBytes - start)
    throw failedError(
      `Not enough disk space for ${Math.round(totalBytes / 1e6)} MB in ${dirname(what.partPath)}: make room, or set FODVID_MODELS to a folder on another disk.`,
    );
}

async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** Runs a file operation; its errors (a full disk) become clear ones and are not tried again. */
async function guarded<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw fileProblem(path, error);
  }
}

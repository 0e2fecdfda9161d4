import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a weight server departs from a good one. */
export interface ServerQuirks {
  /** How many bytes of the answer number `request` (from 0) are sent before the connection is cut; null: all. */
  readonly cut?: (request: number, length: number) => number | null;
  /** Answers with whole files only. */
  readonly noRanges?: boolean;
  /** Instead of the file. */
  readonly answer?: (response: ServerResponse, request: IncomingMessage, count: number) => void;
  readonly etag?: () => string;
}

/** A running server of files. */
export interface WeightServer {
  readonly url: string;
  /** The Range header (or 'whole') of each request so far. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves `files` by path on 127.0.0.1, with byte ranges. */
export async function serveWeights(
  files: Readonly<Record<string, Buffer>>,
  quirks: ServerQuirks = {},
): Promise<WeightServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.headers.range ?? 'whole');
    if (quirks.answer) {
      quirks.answer(response, request, requests.length - 1);
      return;
    }
    const file = files[request.url ?? ''];
    if (file === undefined) return void response.writeHead(404).end('Not Found');
    sendRange(request, response, file, quirks, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/** The whole file, or what the Range header asks for if If-Range still holds. */
function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  file: Buffer,
  quirks: ServerQuirks,
  count: number,
): void {
  const etag = quirks.etag?.() ?? '"v1"';
  const sameVersion = (request.headers['if-range'] ?? etag) === etag;
  const from = quirks.noRanges === true || !sameVersion ? null : rangeStart(request);
  if (from !== null && from >= file.length)
    return void response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
  const body = file.subarray(from ?? 0);
  const range = from === null ? {} : { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` };
  response.writeHead(from === null ? 200 : 206, { 'content-length': body.length, etag, ...range });
  const cut = quirks.cut?.(count, body.length) ?? null;
  if (cut === null) response.end(body);
  else response.write(body.subarray(0, cut), () => setTimeout(() => response.destroy(), 5));
}

function rangeStart(request: IncomingMessage): number | null {
  const match = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  return match === null ? null : Number(match[1]);
}

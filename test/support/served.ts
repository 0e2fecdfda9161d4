import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after } from 'node:test';
import WebSocket from 'ws';
import type { Engine } from '../../native/app/engine.ts';
import { serve } from '../../native/serve/serve.ts';
import type { ServeOptions } from '../../native/serve/serve.ts';
import { engineFolder, openEngine } from './test-engine.ts';

export const token = 'the-token-of-the-tests';

/** An answer as it came, headers and all. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly bytes: Buffer;
}

/** A server on a real engine with a small page of its own, closed after the tests of a file. */
export async function startServed(overrides: Partial<ServeOptions> = {}) {
  const { root, library, options } = engineFolder('browser');
  const rendererDir = join(root, 'renderer');
  mkdirSync(join(rendererDir, 'chunks'), { recursive: true });
  mkdirSync(options.defaultOutputDir);
  writeFileSync(join(rendererDir, 'index.html'), '<meta name="csp-nonce" content="{{nonce}}">');
  writeFileSync(join(rendererDir, 'main.js'), 'export {};');
  writeFileSync(join(rendererDir, 'chunks', 'view-ABCDEFGH.js'), 'export {};');
  writeFileSync(join(root, 'secret.txt'), 'secret');
  const engine: Engine = await openEngine(options);
  const lines: string[] = [];
  const server = await serve({
    engine,
    port: 0,
    token,
    libraryDirs: [library],
    outputDir: options.defaultOutputDir,
    rendererDir,
    maxUploadBytes: 1_000_000,
    log: (line) => lines.push(line),
    ...overrides,
  });
  after(() => server.close());
  const { port } = server;
  return { root, library, outputDir: options.defaultOutputDir, engine, lines, server, port };
}

/** Sends a request whose path and headers are taken as they are, as no browser would let one. */
export function ask(port: number, options: RequestOptions, body?: string | Uint8Array): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const sent = request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
    buffer(response).then(
      (bytes) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          bytes,
          text: bytes.toString('utf8'),
        }),
      reject,
    );
  });
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

export const bearer = { authorization: `Bearer ${token}` };

/** Opens the engine's WebSocket; null where the server refuses. */
export function openSocket(
  port: number,
  headers: Record<string, string> = bearer,
): Promise<WebSocket | null> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/engine`, { headers });
  return new Promise((resolve) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

/** The next message of a socket. */
export const nextMessage = (socket: WebSocket): Promise<unknown> =>
  new Promise((resolve) => {
    socket.once('message', (data: Buffer) => resolve(JSON.parse(data.toString('utf8'))));
  });

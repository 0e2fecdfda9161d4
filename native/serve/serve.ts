import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FodvidError } from '../base/errors.ts';
import type { Engine } from '../app/engine.ts';
import { createConfinement } from './confine.ts';
import { openDoor } from './door.ts';
import type { Door, DoorOptions } from './door.ts';
import { createEngineSockets } from './engine-sockets.ts';
import type { EngineSockets } from './engine-sockets.ts';
import { refusalOf } from './refusal.ts';
import { replyError } from './replies.ts';
import { createRoutes } from './routes.ts';
import { readStaticFiles } from './static-files.ts';

/** What `fodvid serve` serves, and to whom. */
export interface ServeOptions extends DoorOptions {
  readonly engine: Engine;
  /** One that listens already; else one is opened. */
  readonly door?: Door;
  /** The first one takes what browsers send. */
  readonly libraryDirs: readonly string[];
  readonly outputDir: string;
  /** The renderer's bundle. */
  readonly rendererDir: string;
  readonly maxUploadBytes: number;
  /** Gives the cache to a server that asks for it. */
  readonly handOver?: () => Promise<void>;
}

/** A running server. */
export interface RunningServer {
  /** With the token: who opens it is let in. */
  readonly address: string;
  readonly port: number;
  /** Ends all connections; the engine stays open. */
  close(): Promise<void>;
}

/** Serves the renderer, the engine and its pictures on the loopback interface. Throws where the port is taken. */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { engine, libraryDirs, outputDir } = options;
  const files = await readStaticFiles(options.rendererDir);
  const { server, port, access, address, log } = options.door ?? (await openDoor(options));
  const routes = createRoutes({
    engine,
    access,
    files,
    port,
    handOver: options.handOver ?? null,
    uploads: { folder: libraryDirs[0] ?? outputDir, maxBytes: options.maxUploadBytes },
  });
  const exactly = async () => [(await engine.handlers['settings.get']({}, never)).cacheDir];
  const sockets = createEngineSockets(engine, {
    guard: createConfinement({ libraryDirs, outputDir, exactly }),
    log,
  });

  // What stood in for the engine, where it could not be loaded at first.
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refusalOf(request, access);
    if (refusal === null)
      void routes(request, response).catch((error: unknown) => fail(error, response, log));
    else {
      log(`Refused ${request.method ?? ''} ${request.url ?? ''}: ${refusal.message}`);
      refusal.send(response);
    }
  });
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    letIn(request, socket, head);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') return;
    log(`Refused what is no request: ${error.message}`);
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });

  function letIn(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const refusal = refusalOf(request, access, 'socket');
    if (refusal === null) sockets.accept(request, socket, head);
    else {
      log(`Refused a WebSocket at ${request.url ?? ''}: ${refusal.message}`);
      socket.end(`HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
  }

  return {
    address,
    port,
    close: () => closeAll(server, sockets, () => log.flush()),
  };
}

const never = new AbortController().signal;

async function closeAll(server: Server, sockets: EngineSockets, flush: () => void): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  sockets.close();
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), 500).unref();
  await closed;
  flush();
}

/** What a route threw, as an answer, where one can still be given. */
function fail(error: unknown, response: ServerResponse, log: (line: string) => void): void {
  if (!(error instanceof FodvidError)) log(`A request failed: ${String(error)}`);
  if (response.headersSent) response.destroy();
  else if (error instanceof FodvidError)
    replyError(response, error.kind === 'usage' ? 400 : 500, error.kind, error.message);
  else replyError(response, 500, 'failed', 'Something unexpected happened; the log of the server has more.');
}

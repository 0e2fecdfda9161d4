import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { RawData, WebSocket } from 'ws';
import { createDispatcher } from '../api/transport/dispatch.ts';
import type { DispatcherOptions } from '../api/transport/dispatch.ts';
import type { ReplyMessage } from '../api/transport/messages.ts';
import type { Engine } from '../app/engine.ts';

/** The largest message that is read; queue.add with 10,000 paths is the largest that the contract knows. */
export const maxSocketMessageBytes = 4 * 2 ** 20;
/** What may wait for a slow browser before it is sent away; it comes back and asks anew. */
const maxWaitingBytes = 32 * 2 ** 20;
const maxSockets = 32;
const heartbeatMs = 30_000;

/** The WebSockets through which browsers speak to the engine. */
export interface EngineSockets {
  /** Takes over a connection that has been let in. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/** Speaks the contract with every socket; `guard` says what browsers may not do. */
export function createEngineSockets(
  engine: Pick<Engine, 'handlers' | 'onEvent'>,
  { guard, log }: Pick<DispatcherOptions, 'guard' | 'log'>,
): EngineSockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxSocketMessageBytes,
    perMessageDeflate: false,
  });
  const alive = new WeakSet<WebSocket>();

  function serve(socket: WebSocket): void {
    const dispatcher = createDispatcher({
      handlers: engine.handlers,
      send: (message) => sendTo(socket, message),
      log,
      ...(guard === undefined ? {} : { guard }),
    });
    const endListening = engine.onEvent((event) => sendTo(socket, event));
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('message', (data, isBinary) => {
      const message = isBinary ? undefined : parsed(data);
      if (message === undefined) dispatcher.refuse('The message is not JSON text.');
      else dispatcher.receive(message.value);
    });
    socket.on('error', (error) => log(`A connection failed: ${error.message}`));
    socket.on('close', () => {
      endListening();
      dispatcher.close();
    });
  }

  const heartbeat = setInterval(() => {
    for (const socket of server.clients)
      if (alive.delete(socket)) socket.ping();
      else socket.terminate();
  }, heartbeatMs);
  heartbeat.unref();

  return {
    accept(request, socket, head) {
      if (server.clients.size >= maxSockets) socket.destroy();
      else server.handleUpgrade(request, socket, head, serve);
    },
    close() {
      clearInterval(heartbeat);
      for (const socket of server.clients) socket.close(1001, 'The server ends.');
      server.close();
    },
  };
}

function sendTo(socket: WebSocket, message: ReplyMessage): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > maxWaitingBytes) socket.terminate();
  else socket.send(JSON.stringify(message));
}

/** JSON's own value in a box, for `null` is one too; undefined for what is not JSON. */
function parsed(data: RawData): { readonly value: unknown } | undefined {
  try {
    // Without fragments ws gives one Buffer (its option binaryType is 'nodebuffer').
    return { value: JSON.parse((data as Buffer).toString('utf8')) };
  } catch {
    return undefined;
  }
}

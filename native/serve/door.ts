import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failedError } from '../base/errors.ts';
import { createAccess } from './access.ts';
import type { Access, ReverseProxy } from './access.ts';
import { createLimitedLog } from './limited-log.ts';
import type { LimitedLog } from './limited-log.ts';

/** Where a server listens, and who is let in. */
export interface DoorOptions {
  /** 0: any free one. */
  readonly port: number;
  readonly token: string;
  /** Whether the token was chosen, and so stays the same at the next start. */
  readonly lastingToken?: boolean;
  readonly proxy?: ReverseProxy;
  /** Hears what was refused; a flood of refusals comes as few lines. */
  readonly log: (line: string) => void;
}

/** A server that listens and answers nothing yet. */
export interface Door {
  readonly server: Server;
  readonly port: number;
  readonly access: Access;
  /** With the token: who opens it is let in. */
  readonly address: string;
  readonly log: LimitedLog;
}

const loopback = '127.0.0.1';

/** Listens on the loopback interface. Throws where the port is taken. */
export async function openDoor({ token, lastingToken, proxy, ...options }: DoorOptions): Promise<Door> {
  const server = createServer({ headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 30_000 });
  const port = await listen(server, options.port);
  return {
    server,
    port,
    access: createAccess(token, port, proxy, lastingToken),
    address: `http://${loopback}:${port}/?token=${encodeURIComponent(token)}`,
    log: createLimitedLog(options.log),
  };
}

function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const reason = error.code === 'EADDRINUSE' ? 'another program uses it' : error.message;
    reject(failedError(`Port ${port} cannot be used: ${reason}; choose another one with --port.`));
  });
  server.listen({ host: loopback, port, exclusive: true }, () => {
    resolve((server.address() as AddressInfo).port);
  });
  return promise;
}

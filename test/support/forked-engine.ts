import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { HostPort } from '../../electron/engine/engine-host.ts';
import { startEngineProcess } from '../../electron/engine/engine-process.ts';
import type { EngineChild } from '../../electron/engine/engine-process.ts';
import type { EngineHostOptions } from '../../electron/engine/engine-messages.ts';
import type { PortLike } from '../../renderer/client/message-port-channel.ts';
import type { LineMessage } from './engine-child.ts';

const script = join(import.meta.dirname, 'engine-child.ts');

/** A forked process in the place of Electron's utility process. */
function childOf(forked: ChildProcess): EngineChild<MessagePort> {
  const ports: MessagePort[] = [];
  forked.on('message', (message: LineMessage) => {
    if (message.kind === 'port') ports[message.port]?.postMessage(message.data);
  });
  forked.on('exit', () => ports.forEach((port) => port.close()));
  return {
    postMessage(data, transfer = []) {
      const numbers = transfer.map((port) => {
        const number = ports.push(port) - 1;
        port.on('message', (message: unknown) => {
          if (forked.connected)
            forked.send({ kind: 'port', port: number, data: message } satisfies LineMessage);
        });
        return number;
      });
      if (forked.connected) forked.send({ kind: 'parent', data, ports: numbers } satisfies LineMessage);
    },
    on(event: 'message' | 'exit', listener: (value: never) => void) {
      if (event === 'exit') forked.on('exit', (code) => listener((code ?? -1) as never));
      else
        forked.on('message', (message: LineMessage) => {
          if (message.kind === 'parent') listener(message.data as never);
        });
    },
    kill: () => forked.kill('SIGKILL'),
    stdout: forked.stdout,
    stderr: forked.stderr,
  };
}

/**
 * The engine's process of Electron with `fork` at its border: the real engine in a real process. `onPort` gets the
 * user interface's end of a new port at the start and after each restart.
 */
export function startForkedEngine(
  options: EngineHostOptions,
  cacheFolder: string,
  onPort: (port: PortLike, restartReason: string | null) => void,
  environment: Readonly<Record<string, string>> = {},
) {
  const children: ChildProcess[] = [];
  const lines: string[] = [];
  const trashed: string[] = [];
  const engine = startEngineProcess<MessagePort>({
    start() {
      const forked = fork(script, [JSON.stringify(options)], {
        serialization: 'advanced',
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: { ...process.env, FODVID_CACHE: cacheFolder, ...environment },
      });
      children.push(forked);
      return childOf(forked);
    },
    log: (line) => lines.push(line),
    trashItem(path) {
      trashed.push(path);
      return rename(path, `${cacheFolder}-trash`);
    },
    ready(restartReason) {
      const { port1, port2 } = new MessageChannel();
      engine.attach(port1);
      onPort(webPortOf(port2), restartReason);
    },
    failed: (reason) => lines.push(`failed: ${reason ?? 'no more'}`),
  });
  return { engine, children, lines, trashed };
}

/** Node's port as a page has it. */
export function webPortOf(port: MessagePort): PortLike {
  const page: PortLike = {
    postMessage: (message: unknown) => port.postMessage(message),
    close: () => port.close(),
    start: () => undefined,
    onmessage: null,
    onclose: null,
  };
  port.on('message', (data: unknown) => {
    page.onmessage?.call(page as never, { data } as MessageEvent);
  });
  port.on('close', () => page.onclose?.(new Event('close')));
  return page;
}

/** Node's port as Electron has it, whose listeners get the data in an event. */
export function hostPortOf(port: MessagePort): HostPort {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    on(event: 'message' | 'close', listener: (event: { data: unknown }) => void) {
      port.on(event, (data?: unknown) => {
        listener({ data });
      });
    },
    start() {
      port.start();
    },
  };
}

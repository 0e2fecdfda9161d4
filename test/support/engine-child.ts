// The engine's host in a child process, as Electron's utility process runs it: fork() carries no ports, so the ports
// that the parent hands over are numbered and their messages go through the one line.
import { openEngineHost } from '../../electron/engine/engine-opening.ts';
import type { HostParent, HostPort } from '../../electron/engine/engine-host.ts';

/** What goes over the line: a message for the host with the numbers of its ports, or one of a port. */
export type LineMessage =
  | { readonly kind: 'parent'; readonly data: unknown; readonly ports: readonly number[] }
  | { readonly kind: 'port'; readonly port: number; readonly data: unknown };

const send = (message: LineMessage) => process.send!(message);
const listeners = new Map<number, (event: { data: unknown }) => void>();

function portOf(number: number): HostPort {
  return {
    postMessage: (data: unknown) => send({ kind: 'port', port: number, data }),
    on(event: string, listener: (event: { data: unknown }) => void) {
      if (event === 'message') listeners.set(number, listener);
    },
    start: () => undefined,
  };
}

const parent: HostParent = {
  postMessage: (data) => send({ kind: 'parent', data, ports: [] }),
  on(_event, listener) {
    process.on('message', (message: LineMessage) => {
      if (message.kind === 'parent') listener({ data: message.data, ports: message.ports.map(portOf) });
      else listeners.get(message.port)?.({ data: message.data });
    });
  },
};

await openEngineHost(parent, process.argv[2], (code) => process.exit(code));

import { createDispatcher } from '../../native/api/transport/dispatch.ts';
import type { Dispatcher } from '../../native/api/transport/dispatch.ts';
import type { ReplyMessage } from '../../native/api/transport/messages.ts';
import { defaultCacheFolder } from '../../native/app/settings/default-folders.ts';
import { createEngine } from '../../native/app/engine.ts';
import type { Engine } from '../../native/app/engine.ts';
import { pictureMessage } from '../../native/api/transport/picture-messages.ts';
import { createPictureAnswers } from './engine-pictures.ts';
import { toEngine } from './engine-messages.ts';
import type { EngineHostOptions, FromEngine } from './engine-messages.ts';
import { createTrashRequests } from './trash-requests.ts';
import type { TrashRequests } from './trash-requests.ts';

/** The part of Electron's MessagePortMain that is used here. */
export interface HostPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
}

/** The line to the main process: Electron's `process.parentPort`. */
export interface HostParent {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: readonly HostPort[] }) => void): unknown;
}

/**
 * The engine in a process of its own: opens it, speaks the contract with the main process and with every port that
 * comes, and sends these pictures. `exit` ends the process. Rejects where the engine cannot be opened. Runs in plain
 * Node; electron is not imported.
 */
export async function runEngineHost(
  parent: HostParent,
  options: EngineHostOptions,
  exit: (code: number) => void,
): Promise<void> {
  const tell = (message: FromEngine) => parent.postMessage(message);
  const log = (line: string) => tell({ kind: 'log', line });
  const early: { data: unknown; ports: readonly HostPort[] }[] = [];
  let receive = (event: { data: unknown; ports: readonly HostPort[] }): void => void early.push(event);
  parent.on('message', (event) => receive(event));
  const requests = createTrashRequests(tell);
  const engine = await createEngine({
    ...options,
    cacheFolder: defaultCacheFolder(),
    host: 'electron',
    libraryDirs: [],
    trash: requests.trash,
    notify: log,
  });
  receive = createReceiver(engine, requests, { tell, log, exit });
  for (const event of early.splice(0)) receive(event);
  tell({ kind: 'ready' });
}

interface HostLine {
  readonly tell: (message: FromEngine) => void;
  readonly log: (line: string) => void;
  readonly exit: (code: number) => void;
}
type Receiver = (event: { data: unknown; ports: readonly HostPort[] }) => void;

function createReceiver(engine: Engine, requests: TrashRequests, { tell, log, exit }: HostLine): Receiver {
  const main = speakContract(engine, (message) => tell({ kind: 'contract', message }), log);
  return ({ data, ports }) => {
    const message = toEngine.safeParse(data);
    if (!message.success) log('The main process sent a message of no known form.');
    else if (message.data.kind === 'port') {
      const { restartReason } = message.data;
      for (const port of ports) servePort(engine, port, restartReason, log);
    } else if (message.data.kind === 'contract') main.receive(message.data.message);
    else if (message.data.kind === 'trashed') requests.answered(message.data);
    else
      void engine
        .close()
        .catch((error: unknown) => log(`The engine did not close well: ${String(error)}`))
        .finally(() => exit(0));
  };
}

/** Speaks the contract over a port and sends pictures; after a restart the first message is `engine.restarted`. */
export function servePort(
  engine: Engine,
  port: HostPort,
  restartReason: string | null,
  log: (line: string) => void,
): void {
  const dispatcher = speakContract(engine, (message) => port.postMessage(message), log);
  const pictures = createPictureAnswers(engine.media, (answer) => port.postMessage(answer), log);
  port.on('message', ({ data }) => {
    const picture = pictureMessage.safeParse(data);
    if (picture.success) pictures.receive(picture.data);
    else dispatcher.receive(data);
  });
  port.on('close', () => {
    pictures.close();
    dispatcher.close();
  });
  port.start();
  if (restartReason !== null)
    port.postMessage({
      event: 'engine.restarted',
      payload: { reason: restartReason },
    } satisfies ReplyMessage);
}

/** A dispatcher whose other side hears all events too, until it is closed. */
function speakContract(
  { handlers, onEvent }: Engine,
  send: (message: ReplyMessage) => void,
  log: (line: string) => void,
): Dispatcher {
  const dispatcher = createDispatcher({ handlers, send, log });
  const endListening = onEvent(send);
  return {
    ...dispatcher,
    close() {
      endListening();
      dispatcher.close();
    },
  };
}

import { fork } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { errorWords } from '../../base/error-words.ts';
import { knownProviders, rememberProviders } from '../../onnx/providers.ts';
import type { ClipAnswer, ClipEnd, ClipMessage, ProcessOrder, WorkOrder } from './clip-order.ts';

/** A cancelled process that has not ended after that time is ended. */
const PATIENCE_MS = 60_000;

/**
 * Runs an order in a process of its own: the worker goes on renewing its locks while networks train, and a clip that
 * brings a process down does not take the worker with it.
 */
export const workInProcess: WorkOrder = (order, { signal, onProgress, notify, nextChunk }) => {
  // The bundled program has .js beside it where the checkout has .ts.
  const file = fileURLToPath(new URL(`./clip-child${extname(import.meta.filename)}`, import.meta.url));
  const child = fork(file, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let end: ClipEnd | null = null;
  let said = '';
  child.stderr?.on('data', (data: Buffer) => (said = `${said}${data.toString()}`.slice(-2000)));
  child.on('message', (answer: ClipAnswer) => {
    if (answer.kind === 'progress') onProgress(answer.progress);
    else if (answer.kind === 'notice') notify(answer.sentence);
    else if (answer.kind === 'nextChunk')
      void (nextChunk?.(answer.ask) ?? Promise.resolve(null)).then((next) =>
        tell({ kind: 'chunk', answer: next }),
      );
    else if (answer.kind === 'providers') rememberProviders(answer.found);
    else end = answer;
  });
  const tell = (message: ClipMessage) => {
    if (child.connected) child.send(message);
  };
  let killing: NodeJS.Timeout | undefined;
  const cancel = () => {
    tell({ kind: 'cancel' });
    killing = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
  };
  signal.addEventListener('abort', cancel, { once: true });
  child.send({ ...order, providers: knownProviders() } satisfies ProcessOrder);
  if (signal.aborted) cancel();
  return new Promise((resolve) => {
    child.on('error', (error) => {
      end ??= { kind: 'failed', error: `The clip's process cannot be started: ${error.message}.` };
      if (child.pid === undefined) resolve(end);
    });
    child.on('close', (code, killedBy) => {
      clearTimeout(killing);
      signal.removeEventListener('abort', cancel);
      resolve(end ?? (signal.aborted ? { kind: 'cancelled' } : crashed(code ?? killedBy, said)));
    });
  });
};

function crashed(how: number | string | null, said: string): ClipEnd {
  const last = said.trim().split('\n').at(-1) ?? '';
  const reason =
    how === 'SIGKILL' ? 'the system ended it, for want of memory perhaps' : `it ended with ${String(how)}`;
  const words = errorWords('clip-process', { reason: last === '' ? String(how) : last });
  return {
    kind: 'failed',
    error: `The clip's process went away (${reason}).${last === '' ? '' : ` It said: ${last}`}`,
    words,
  };
}

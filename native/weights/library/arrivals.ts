import type { IncomingMessage } from 'node:http';

/** So much may wait to be written before the connection is told to wait. */
const maxWaitingBytes = 8 * 2 ** 20;

/**
 * The body of `response` as it arrives; call it as soon as the response is there. A broken connection throws only after
 * everything that had arrived is handed over: a stream's own iterator drops what waits, and on a bad line each attempt
 * would then bring nothing.
 */
export function arrivals(response: IncomingMessage): AsyncGenerator<Buffer, void> {
  const waiting: Buffer[] = [];
  const idle = (): void => undefined;
  const state = {
    waitingBytes: 0,
    ended: false,
    failure: null as Error | null,
    wake: idle,
  };
  const finish = (failure: Error | null) => {
    state.ended = true;
    state.failure ??= failure;
    state.wake();
  };
  response.on('data', (chunk: Buffer) => {
    waiting.push(chunk);
    state.waitingBytes += chunk.length;
    if (state.waitingBytes > maxWaitingBytes) response.pause();
    state.wake();
  });
  response.on('end', () => finish(null));
  response.on('error', finish);
  response.on('close', () => finish(response.complete ? null : new Error('the connection was cut')));
  return (async function* () {
    for (;;) {
      for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
        state.waitingBytes -= chunk.length;
        yield chunk;
      }
      if (state.failure !== null) throw state.failure;
      if (state.ended) return;
      response.resume();
      await new Promise<void>((resolve) => (state.wake = resolve));
    }
  })();
}

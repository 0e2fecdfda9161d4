import type { EngineHandlers, MethodName, Params } from '../api/contract.ts';
import { methods } from '../api/contract.ts';
import type { Engine, EngineEvent } from '../app/engine.ts';
import { within } from '../base/patience.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';

/** An engine in whose place another one can be put while browsers speak to it. */
export interface ReplaceableEngine extends Engine {
  /**
   * Puts what `open` opens in the place of the engine, which is closed, and tells every browser. Calls that come meanwhile
   * wait; throws, with everything as it was, where one under way does not end soon, or `open` fails.
   */
  replace(open: () => Promise<Engine>): Promise<void>;
}

/** An export that is being written is not broken off; a picture has come by then. */
const usualPatienceMs = 5_000;

const busy = () =>
  failedError('It is just writing an export or a change; try again when that is done.', {
    words: errorWords('takeover-busy', {}),
  });

/** Stands before `first`; `takeOver` is called when a person takes the cache over. */
export function replaceableEngine(
  first: Engine,
  takeOver: () => Promise<void>,
  patienceMs = usualPatienceMs,
): ReplaceableEngine {
  const listeners = new Set<(event: EngineEvent) => void>();
  const underWay = new Set<Promise<unknown>>();
  const tell = (event: EngineEvent) => listeners.forEach((listener) => listener(event));
  let current = first;
  let stopListening = current.onEvent(tell);
  let ready = Promise.resolve();

  async function followed<T>(start: () => Promise<T>): Promise<T> {
    await ready;
    const work = start();
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  }
  const through =
    <M extends MethodName>(name: M) =>
    (params: Params<M>, signal: AbortSignal) =>
      followed(() => current.handlers[name](params, signal));
  const names = Object.keys(methods) as MethodName[];
  const handlers = Object.fromEntries(
    names.map((name) => [name, through(name)]),
  ) as unknown as EngineHandlers;

  return {
    handlers: {
      ...handlers,
      'app.takeOver': async () => {
        await takeOver();
        return {};
      },
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    media: (path, signal) => followed(() => current.media(path, signal)),
    close: () => current.close(),
    async replace(open) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      await ready;
      ready = promise.then(() => undefined);
      try {
        await within(Promise.allSettled(underWay), patienceMs, busy);
        const old = current;
        current = await open();
        stopListening();
        stopListening = current.onEvent(tell);
        await old.close();
        tell({ event: 'engine.replaced', payload: {} });
      } finally {
        resolve(undefined);
      }
    },
  };
}

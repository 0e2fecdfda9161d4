import { EngineError } from '../../native/api/transport/messages.ts';
import type { EngineConnection } from '../../native/api/transport/client.ts';
import type { Messages } from '../i18n/english.ts';
import { worded } from '../i18n/worded.ts';

/** The engine, whose failed calls speak the language that `errors` gives at that moment. */
export function wordedEngine(engine: EngineConnection, errors: () => Messages['errors']): EngineConnection {
  const call: EngineConnection['call'] = async (name, params, signal) => {
    try {
      return await engine.call(name, params, signal);
    } catch (error) {
      if (error instanceof EngineError)
        error.message = worded(errors(), { error: error.message, words: error.words });
      throw error;
    }
  };
  return {
    get state() {
      return engine.state;
    },
    call,
    on: (name, listener) => engine.on(name, listener),
    onState: (listener) => engine.onState(listener),
    close: () => engine.close(),
  };
}

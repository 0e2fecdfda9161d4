import type { EventName, EventPayload } from '../api/contract.ts';

/** One event of the contract with its name. */
export type EngineEvent = {
  readonly [E in EventName]: { readonly event: E; readonly payload: EventPayload<E> };
}[EventName];

/** Tells one event to everybody who listens. */
export type Emit = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** Listeners of the engine's events. */
export interface EngineEvents {
  readonly emit: Emit;
  /** Returns a function that ends the listening. */
  readonly onEvent: (listener: (event: EngineEvent) => void) => () => void;
}

/** Starts without listeners; each hears every event from then on, in order. */
export function createEngineEvents(): EngineEvents {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    emit(event, payload) {
      // The pair of a name and its own payload: TypeScript cannot tell that from two type parameters.
      const told = { event, payload } as EngineEvent;
      for (const listener of [...listeners]) listener(told);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

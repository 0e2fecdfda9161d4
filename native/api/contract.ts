import { z } from 'zod';
import { candidateMethods } from './candidates.ts';
import { computersMethods, computersState } from './computers.ts';
import { machineMethods } from './machine.ts';
import { type MethodContract, share } from './method.ts';
import { queueMethods, queueState, jobProgress } from './queue.ts';
import { runMethods } from './runs.ts';

/** Every call that a user interface can make of the engine, declared once. */
export const methods = {
  ...queueMethods,
  ...runMethods,
  ...candidateMethods,
  ...machineMethods,
  ...computersMethods,
} as const satisfies Record<string, MethodContract>;

/** Everything that the engine tells by itself. */
export const events = {
  /** The queue after any change but progress. */
  'queue.changed': queueState,
  'queue.progress': z.strictObject({ id: z.int(), progress: jobProgress }),
  /** The same of clips that run elsewhere, all at once: many computers tell much. */
  'queue.progressElsewhere': z.strictObject({
    clips: z.array(z.strictObject({ id: z.int(), progress: jobProgress })),
  }),
  /** A run was made, fixed, scored or forgotten. */
  'runs.changed': z.strictObject({ runId: z.int().nullable() }),
  'model.progress': z.strictObject({ id: z.string(), doneBytes: z.number(), totalBytes: z.number() }),
  'export.progress': z.strictObject({
    runId: z.int(),
    format: z.string(),
    done: z.number(),
    total: z.number(),
    /** Until all is written; null while that cannot be told. */
    etaSec: z.number().nullable(),
  }),
  /** How much of a change of masks is done; each begins at 0. */
  'fix.progress': z.strictObject({ runId: z.int(), done: share }),
  'settings.changed': z.strictObject({}),
  'computers.changed': computersState,
  /** One sentence that a person should read. */
  notice: z.strictObject({ level: z.enum(['info', 'warning', 'error']), sentence: z.string() }),
  /** Another engine answers from now on: all may be different. */
  'engine.replaced': z.strictObject({}),
  /** The engine's process went away and came back (Electron); the queue is as it was. */
  'engine.restarted': z.strictObject({ reason: z.string() }),
} as const;

export type MethodName = keyof typeof methods;
export type Params<M extends MethodName> = z.infer<(typeof methods)[M]['params']>;
export type Result<M extends MethodName> = z.infer<(typeof methods)[M]['result']>;
export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = z.infer<(typeof events)[E]>;

/** The engine as its implementation offers it: one function a method. */
export type EngineHandlers = {
  readonly [M in MethodName]: (params: Params<M>, signal: AbortSignal) => Promise<Result<M>>;
};

/** The engine as a user interface sees it, over any transport. */
export interface EngineClient {
  /** Rejects with `EngineError`. */
  call<M extends MethodName>(name: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>>;
  /** Returns a function that ends the listening. */
  on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void): () => void;
}

import type { Channel, ChannelState } from './channel.ts';
import { events, methods } from '../contract.ts';
import type { EngineClient, EventName, EventPayload, MethodName, Params, Result } from '../contract.ts';
import { cancelledCall, EngineError, replyMessage } from './messages.ts';
import type { ReplyMessage, RequestMessage } from './messages.ts';

/** The engine over a channel, with what is known of the channel. */
export interface EngineConnection extends EngineClient {
  readonly state: ChannelState;
  /** Hears every change of the state; after each `open` but the first, what was fetched before may be old. */
  onState(listener: (state: ChannelState) => void): () => void;
  /** Ends what is under way with `unavailable`. */
  close(): void;
}

interface PendingCall {
  readonly name: MethodName;
  readonly request: RequestMessage;
  sent: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: EngineError) => void;
}
const unavailable = () =>
  new EngineError({
    kind: 'unavailable',
    message: 'The connection to the engine is lost; reconnecting.',
  });

/**
 * Speaks the contract over a channel. Calls made while it connects wait for it; those under way when it is lost, and
 * those made until it is back, fail with `unavailable`, for nobody knows what became of them. Results and events are
 * checked by the contract's schemas: a result that does not fit fails its call with `invalid`, such an event is told to
 * `report` and dropped.
 */
export function createClient(
  channel: Channel,
  report: (sentence: string) => void = () => undefined,
): EngineConnection {
  const pending = new Map<number, PendingCall>();
  const eventListeners = new Map<EventName, Set<(payload: never) => void>>();
  const stateListeners = new Set<(state: ChannelState) => void>();
  let nextId = 0;

  function settle(id: number): PendingCall | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  function receive(message: unknown): void {
    const reply = replyMessage.safeParse(message);
    if (!reply.success) report('The engine sent an unknown message.');
    else if ('event' in reply.data) receiveEvent(reply.data);
    else if ('error' in reply.data) receiveError(reply.data);
    else receiveResult(reply.data);
  }

  function receiveResult(reply: Extract<ReplyMessage, { result: unknown }>): void {
    const call = settle(reply.id);
    if (call === undefined) return;
    const result = methods[call.name].result.safeParse(reply.result);
    if (result.success) call.resolve(result.data);
    else
      call.reject(
        new EngineError({
          kind: 'invalid',
          message: `The engine's answer to ${call.name} has an unexpected form.`,
        }),
      );
  }

  function receiveError({ id, error }: Extract<ReplyMessage, { error: unknown }>): void {
    if (id === null) report(error.message);
    else settle(id)?.reject(new EngineError(error));
  }

  function receiveEvent({ event, payload }: Extract<ReplyMessage, { event: unknown }>): void {
    const parsed = events[event].safeParse(payload);
    if (!parsed.success) report(`The engine's event ${event} has an unexpected form.`);
    else for (const listener of [...(eventListeners.get(event) ?? [])]) listener(parsed.data as never);
  }

  function changeState(state: ChannelState): void {
    if (state === 'open') for (const call of pending.values()) send(call);
    else failPending(({ sent }) => sent || state === 'closed');
    for (const listener of [...stateListeners]) listener(state);
  }

  function send(call: PendingCall): void {
    call.sent = true;
    channel.send(call.request);
  }

  function failPending(concerns: (call: PendingCall) => boolean): void {
    for (const [id, call] of [...pending]) if (concerns(call)) settle(id)?.reject(unavailable());
  }

  function call(name: MethodName, params: unknown, signal?: AbortSignal): Promise<unknown> {
    if (signal?.aborted === true) return Promise.reject(cancelledCall());
    if (channel.state === 'lost' || channel.state === 'closed') return Promise.reject(unavailable());
    const id = nextId++;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const pendingCall = { name, request: { id, method: name, params }, sent: false, resolve, reject };
    pending.set(id, pendingCall);
    if (channel.state === 'open') send(pendingCall);
    const abort = () => {
      if (settle(id)?.sent === true) channel.send({ cancel: id } satisfies RequestMessage);
      reject(cancelledCall());
    };
    signal?.addEventListener('abort', abort, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  channel.listen({ message: receive, state: changeState });
  return {
    get state() {
      return channel.state;
    },
    call: <M extends MethodName>(name: M, params: Params<M>, signal?: AbortSignal) =>
      call(name, params, signal) as Promise<Result<M>>,
    on<E extends EventName>(name: E, listener: (payload: EventPayload<E>) => void) {
      const listeners = eventListeners.get(name) ?? new Set();
      eventListeners.set(name, listeners.add(listener));
      return () => {
        listeners.delete(listener);
      };
    },
    onState(listener) {
      stateListeners.add(listener);
      return () => {
        stateListeners.delete(listener);
      };
    },
    close: () => channel.close(),
  };
}

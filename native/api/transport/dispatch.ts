import { z } from 'zod';
import { errorWords } from '../../base/error-words.ts';
import { FodvidError } from '../../base/errors.ts';
import { methods } from '../contract.ts';
import type { EngineHandlers, MethodName } from '../contract.ts';
import { requestMessage } from './messages.ts';
import type { ReplyMessage } from './messages.ts';

/** How many calls one user interface may have under way. */
export const maxCallsUnderWay = 256;

/** What a dispatcher works with. */
export interface DispatcherOptions {
  readonly handlers: EngineHandlers;
  readonly send: (reply: ReplyMessage) => void;
  /** Hears of refused messages, one sentence each, and of defects. */
  readonly log: (sentence: string) => void;
  /** Throws where the host does not allow this call; parameters are of the contract already. */
  readonly guard?: (name: MethodName, params: unknown) => Promise<void>;
}

/** The engine's end of one user interface. */
export interface Dispatcher {
  /** Answers one message, whatever it is; a bad one gets an error of kind `invalid`. */
  receive(message: unknown): void;
  /** Answers what is no message at all (not JSON, say) with `invalid`. */
  refuse(reason: string): void;
  /** The user interface is gone: cancels its calls under way. */
  close(): void;
}

type ErrorBody = Extract<ReplyMessage, { error: unknown }>['error'];

/** Checks each message against the contract, calls the handler, and puts its answer or failure into a message. */
export function createDispatcher({ handlers, send, log, guard }: DispatcherOptions): Dispatcher {
  const underWay = new Map<number, AbortController>();
  let closed = false;

  const answer = (reply: ReplyMessage) => {
    if (!closed) send(reply);
  };

  function refuse(id: number | null, message: string): void {
    log(`Refused a message: ${message}`);
    answer({ id, error: { kind: 'invalid', message } });
  }

  async function call(id: number, name: MethodName, params: unknown): Promise<void> {
    const controller = new AbortController();
    underWay.set(id, controller);
    try {
      await guard?.(name, params).catch((error: unknown) => {
        log(`Refused ${name}: ${error instanceof FodvidError ? error.withAdvice : String(error)}`);
        throw error;
      });
      // The pair of a method and its own parameters: TypeScript cannot tell that from a union of names.
      const result = await handlers[name](params as never, controller.signal);
      answer({ id, result });
    } catch (error) {
      answer({ id, error: errorBodyOf(error, log) });
    } finally {
      underWay.delete(id);
    }
  }

  function receive(message: unknown): void {
    const request = requestMessage.safeParse(message);
    if (!request.success) {
      refuse(idOf(message), `The message is not of the contract: ${firstIssue(request.error)}.`);
      return;
    }
    if ('cancel' in request.data) {
      underWay.get(request.data.cancel)?.abort();
      return;
    }
    const { id, method } = request.data;
    const params = methods[method].params.safeParse(request.data.params);
    if (!params.success) refuse(id, `The parameters of ${method} do not fit: ${firstIssue(params.error)}.`);
    else if (underWay.has(id)) refuse(id, `The call ${id} is still under way.`);
    else if (underWay.size >= maxCallsUnderWay) refuse(id, 'Too many calls are under way at once.');
    else void call(id, method, params.data);
  }

  return {
    receive,
    refuse: (reason) => refuse(null, reason),
    close() {
      closed = true;
      for (const controller of underWay.values()) controller.abort();
    },
  };
}

const withId = z.object({ id: z.int().min(0) });

/** The id of a message that is otherwise wrong, so that its sender learns which it was. */
function idOf(message: unknown): number | null {
  const parsed = withId.safeParse(message);
  return parsed.success ? parsed.data.id : null;
}

/** Where and why a value does not fit, without repeating the value; at most 300 characters. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  const place = issue.path.length === 0 ? 'the whole' : issue.path.map(String).join('.');
  return `${place}: ${issue.message}`.slice(0, 300);
}

/** An error as people and user interfaces get it; what is no FodvidError is a defect, whose details go to the log. */
export function errorBodyOf(error: unknown, log: (sentence: string) => void): ErrorBody {
  if (error instanceof FodvidError) {
    const { kind, message, origin } = error;
    return { kind, message, ...(origin.words === undefined ? {} : { words: origin.words }) };
  }
  const reason = error instanceof Error ? error.message : String(error);
  log(`A call failed unexpectedly: ${error instanceof Error ? (error.stack ?? reason) : reason}`);
  return {
    kind: 'failed',
    message: `Something unexpected happened: ${reason}.`,
    words: errorWords('unexpected', { reason }),
  };
}

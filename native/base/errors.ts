import type { ErrorWords, WordedFailure } from './error-words.ts';

/** What a person did wrong (`usage`), what failed while working (`failed`), or that they stopped it (`cancelled`). */
export type ErrorKind = 'usage' | 'failed' | 'cancelled';

/** Exit code of the command line for each kind of error. */
export const exitCodes: Readonly<Record<ErrorKind, number>> = { usage: 2, failed: 1, cancelled: 130 };

/** Where an error arose, and how it is told; each field is known only where it applies. */
export interface ErrorOrigin {
  readonly stage?: string;
  readonly clip?: string;
  readonly operator?: string;
  /** For windows, which word it in the person's language. */
  readonly words?: ErrorWords;
  /** What to type: a sentence that follows the message at the command line, and nowhere else. */
  readonly advice?: string;
}

/**
 * An error meant for people: `message` is one clear sentence that names what was wrong and the way out.
 * Anything else that is thrown is a defect of the program and keeps its stack trace.
 */
export class FodvidError extends Error {
  override readonly name = 'FodvidError';
  readonly kind: ErrorKind;
  readonly origin: ErrorOrigin;

  constructor(kind: ErrorKind, message: string, origin: ErrorOrigin = {}, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.origin = origin;
  }

  /** The message with the advice for the command line. */
  get withAdvice(): string {
    const { advice } = this.origin;
    return advice === undefined ? this.message : `${this.message} ${advice}`;
  }

  /** As it is told where both a command line and a window may show it. */
  get told(): WordedFailure {
    return { error: this.withAdvice, words: this.origin.words };
  }
}

/** A wrong option or argument (exit code 2). */
export const usageError = (message: string, origin?: ErrorOrigin) =>
  new FodvidError('usage', message, origin);

/** A wrong file, weight, frame or environment (exit code 1). */
export const failedError = (message: string, origin?: ErrorOrigin, options?: ErrorOptions) =>
  new FodvidError('failed', message, origin, options);

/** The user's own cancellation (exit code 130). */
export const cancelledError = () =>
  new FodvidError('cancelled', 'Cancelled; what was computed so far is kept.');

/** Throws the cancellation error if `signal` is aborted; call it between units of long work. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledError();
}

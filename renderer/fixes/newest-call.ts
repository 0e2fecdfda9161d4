/** Calls of which only the newest counts: it waits until the person pauses, and cancels the one before. */
export interface NewestCall<P, R> {
  /** Calls after the delay unless another call comes first; `done` hears the result only if it is still the newest. */
  call(params: P, done: (result: R) => void, failed: (error: unknown) => void): void;
  /** Forgets what is under way. */
  cancel(): void;
}

/** Wraps a call of the engine that takes a moment and is asked for many times a second while a slider moves. */
export function createNewestCall<P, R>(
  run: (params: P, signal: AbortSignal) => Promise<R>,
  delayMs: number,
): NewestCall<P, R> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: AbortController | null = null;
  const cancel = () => {
    clearTimeout(timer);
    current?.abort();
    current = null;
  };
  return {
    cancel,
    call(params, done, failed) {
      cancel();
      const mine = new AbortController();
      current = mine;
      const settled =
        <V>(tell: (value: V) => void) =>
        (value: V) => {
          if (current === mine) tell(value);
        };
      timer = setTimeout(() => void run(params, mine.signal).then(settled(done), settled(failed)), delayMs);
    },
  };
}

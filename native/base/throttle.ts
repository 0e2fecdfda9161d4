/** Passes on what is offered, at most once in `intervalMs`; of what comes sooner only the last, by `flush` or the next. */
export interface Throttle<T> {
  offer(value: T): void;
  /** Passes on what was held back. */
  flush(): void;
}

/** Needs no timer: a stream that goes on delivers by itself, one that ends is flushed. */
export function throttled<T>(
  intervalMs: number,
  pass: (value: T) => void,
  now: () => number = () => performance.now(),
): Throttle<T> {
  let lastMs = -Infinity;
  let held: { readonly value: T } | null = null;
  return {
    offer(value) {
      const nowMs = now();
      if (nowMs - lastMs < intervalMs) {
        held = { value };
        return;
      }
      lastMs = nowMs;
      held = null;
      pass(value);
    },
    flush() {
      const last = held;
      held = null;
      if (last !== null) pass(last.value);
    },
  };
}

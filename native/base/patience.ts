/** Rejects with what `giveUp` makes where `work` takes longer than `patienceMs`. */
export async function within<T>(work: Promise<T>, patienceMs: number, giveUp: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(giveUp()), patienceMs);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A stream's items; throws what `giveUp` makes where one takes longer than `patienceMs` to come. */
export async function* eachWithin<T>(
  items: AsyncIterable<T>,
  patienceMs: number,
  giveUp: () => Error,
): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  for (;;) {
    const next = await within(iterator.next(), patienceMs, giveUp);
    if (next.done === true) return;
    yield next.value;
  }
}

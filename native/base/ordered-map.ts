/**
 * Maps an async stream with up to `limit` items in flight and yields the results in the stream's order: back-pressure
 * and bounded memory for stages that work on several frames at once. The first failure ends it.
 */
export async function* orderedMap<In, Out>(
  items: AsyncIterable<In> | Iterable<In>,
  limit: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const inFlight: Promise<Out>[] = [];
  try {
    for await (const item of items) {
      const promise = work(item);
      // A failure is met when its turn comes; until then it must not count as unhandled.
      promise.catch(() => undefined);
      inFlight.push(promise);
      if (inFlight.length >= limit) yield await inFlight.shift()!;
    }
    while (inFlight.length > 0) yield await inFlight.shift()!;
  } finally {
    await Promise.allSettled(inFlight);
  }
}

/** Lets so many pieces of work run at once; of those that wait the latest asked for comes first. */
export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
}

/** Whoever scrubs over a video wants the frame asked for last, not the first of a long row. */
export function createTurns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  async function run<T>(work: () => Promise<T>): Promise<T> {
    running++;
    try {
      return await work();
    } finally {
      running--;
      waiting.pop()?.();
    }
  }
  return {
    async take(work) {
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      return run(work);
    },
  };
}

import { useEffect, useState } from 'react';

/** So many fill a window. */
const firstCount = 24;
const stepCount = 12;
const longestWaitMs = 200;

/**
 * How many of `count` cards or rows to render: a windowful at once, the others a few at a time whenever the page has nothing else to
 * do, so that hundreds of them never hold it up.
 */
export function useGradually(count: number): number {
  const [shown, setShown] = useState(firstCount);
  useEffect(() => {
    if (shown >= count) return undefined;
    const task = requestIdleCallback(() => setShown(shown + stepCount), { timeout: longestWaitMs });
    return () => cancelIdleCallback(task);
  }, [shown, count]);
  return Math.min(shown, count);
}

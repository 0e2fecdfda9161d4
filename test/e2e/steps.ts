import assert from 'node:assert/strict';
import { test } from 'node:test';

/** Declares a test of a path through the app. */
export type Step = (name: string, work: () => void | Promise<void>) => void;

/** Steps build on those before them: after one that failed the others fail at once. */
export function createSteps(): Step {
  let broken = false;
  return (name, work) => {
    test(name, async () => {
      assert.ok(!broken, 'an earlier step failed');
      broken = true;
      await work();
      broken = false;
    });
  };
}

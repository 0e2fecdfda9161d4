import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ChainLink, decideChain } from '../../native/graphcut/choice/binary-chain.ts';
import { SeededRandom } from '../../native/base/seeded-random.ts';

function objective(links: readonly ChainLink[], signs: readonly number[]): number {
  let sum = 0;
  links.forEach(({ support, bond }, t) => {
    sum += signs[t]! * support + (t + 1 < signs.length ? bond * signs[t]! * signs[t + 1]! : 0);
  });
  return sum;
}

test('finds the best answers, as trying them all does', () => {
  const random = new SeededRandom(3);
  for (let trial = 0; trial < 50; trial++) {
    const links = Array.from({ length: 9 }, () => ({
      support: 2 * random.next() - 1,
      bond: 4 * random.next() - 2,
    }));
    const decided = objective(
      links,
      decideChain(links).map((yes) => (yes ? 1 : -1)),
    );
    for (let bits = 0; bits < 512; bits++) {
      const signs = links.map((_, t) => ((bits >> t) & 1 ? 1 : -1));
      assert.ok(objective(links, signs) <= decided + 1e-9);
    }
  }
  assert.deepEqual(decideChain([]), []);
});

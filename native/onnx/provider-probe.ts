/**
 * The child process of `probeProviders`: runs a small product of matrices on the provider named by the first argument
 * and prints `{"ms": fastest run}` as the last line of standard output. A crash here harms nobody.
 */
import { GraphBuilder } from './graph.ts';
import { matMul } from './ops/linear.ts';
import { providers } from '../base/provider-names.ts';
import { createSession } from './session.ts';

const side = 512;

async function main(): Promise<void> {
  const provider = providers.find((name) => name === process.argv[2]);
  if (provider === undefined) throw new Error(`no provider '${process.argv[2] ?? ''}'`);
  const graph = new GraphBuilder();
  const x = graph.input('x', [side, side]);
  // A chain, so that the time of a GPU is its arithmetic more than its transfers.
  graph.output(
    'y',
    [1, 2, 3, 4].reduce((y) => matMul(y, x), x),
  );
  const session = await createSession(graph, { provider });
  const ones = new Float32Array(side * side).fill(1 / side);
  const times: number[] = [];
  // A software renderer takes seconds per run: one is enough to know it.
  while (times.length < 8 && (times[0] ?? 0) < 1000) {
    const start = performance.now();
    const { y } = await session.run({ x: ones });
    times.push(performance.now() - start);
    const first = y?.data[0];
    if (typeof first !== 'number' || Math.abs(first * side - 1) > 1e-2)
      throw new Error(`it computes wrong numbers (${String(first)})`);
  }
  await session.dispose();
  console.log(JSON.stringify({ ms: Math.min(...times) }));
}

await main();
// Some providers hang in their own clean-up.
process.exit(0);

import type { OffsetFlow } from '../../native/features/embedded-motion.ts';
import { motionInputs } from '../../native/features/motion-inputs.ts';
import { MotionNetworkSession } from '../../native/features/motion-network-session.ts';
import { embeddedWeights } from '../../native/weights/library/embedded-weights.ts';
import { shippedMotionNetwork } from '../../native/models/motion-network.ts';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import type { Bench } from './bench.ts';

/** What a 480p film comes to: flow at half the working resolution of 272 x 480. */
const size = { widthPx: 240, heightPx: 136 };

function noisyFlows(): OffsetFlow[] {
  const random = new SeededRandom(1);
  const length = 2 * size.widthPx * size.heightPx;
  return [-2, -1, 1, 2].map((offset) => ({
    offset,
    flow: { ...size, data: Float32Array.from({ length }, () => offset + 0.2 * random.normal()) },
  }));
}

/** Milliseconds of a call, the best of several. */
async function bestMs(rounds: number, call: () => unknown): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const startMs = performance.now();
    await call();
    best = Math.min(best, performance.now() - startMs);
  }
  return best;
}

/** Speed of the motion network and of its inputs at the size that 480p films come to. */
export const bench: Bench = {
  name: 'motion-network',
  async run() {
    const flows = noisyFlows();
    const planes = motionInputs(flows, size);
    const { weights } = await embeddedWeights();
    const session = await MotionNetworkSession.open(weights, shippedMotionNetwork, size);
    try {
      const inputs = await bestMs(20, () => motionInputs(flows, size));
      const network = await bestMs(40, () => session.run(planes));
      return [
        { name: 'motion network, a frame at 136 x 240', ours: network, peer: null, unit: 'ms', limit: 60 },
        { name: 'its inputs, one thread', ours: inputs, peer: null, unit: 'ms', limit: 60 },
      ];
    } finally {
      await session.dispose();
    }
  },
};

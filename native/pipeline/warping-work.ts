import { silentProgress } from '../base/context.ts';
import { frameKeys } from '../runs/keys/frame-keys.ts';
import type { ClipWork } from './clip-work.ts';
import { createFlowEstimator } from './flow-estimators.ts';

/** The work with the flows of `warpFlow` instead of the cut's, for as long as `use` runs. */
export async function withWarpingWork<T>(
  work: ClipWork,
  notify: (sentence: string) => void,
  use: (warping: ClipWork) => Promise<T>,
): Promise<T> {
  const { config, keys, signal } = work;
  const request = { flow: config.warpFlow, provider: config.provider, notify };
  const flow = await createFlowEstimator(request, { signal, progress: silentProgress });
  try {
    const flowKeys = frameKeys({ ...work, flow });
    return await use({ ...work, flow, keys: { ...keys, flow: (index) => flowKeys.flow(index) } });
  } finally {
    await flow.dispose();
  }
}

import type { ModelState } from '../../native/api/machine.ts';
import type { RunConfig } from '../../native/api/run-config.ts';

const here: readonly ModelState['state'][] = ['present', 'verified'];

/** The networks that a configuration computes with and of which no usable weights are here. */
export function missingNetworks(
  { encoder, flow, warpFlow, refine }: RunConfig,
  models: readonly Pick<ModelState, 'id' | 'state'>[],
): readonly (RunConfig['encoder'] | RunConfig['flow'])[] {
  const needed = new Set([encoder, flow, ...(refine ? [warpFlow] : [])]);
  return [...needed].filter((network) =>
    models.some(({ id, state }) => id === network && !here.includes(state)),
  );
}

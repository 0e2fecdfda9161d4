import type { RunConfig } from '../api/run-config.ts';
import { usageError } from '../errors.ts';
import { createEmbeddedFlow } from '../flow/embedded/embedded-flow.ts';
import type { FlowEstimator } from '../flow/flow-estimator.ts';

/** The flow estimator that a configuration asks for; throws a usage error for one that this build does not have. */
export function createFlowEstimator({ flow }: RunConfig): FlowEstimator {
  if (flow !== 'embedded') {
    throw usageError(`The flow estimator ${flow} is not part of this version; use --flow embedded.`);
  }
  return createEmbeddedFlow();
}

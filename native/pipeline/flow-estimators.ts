import type { Flow, RunConfig } from '../api/run-config.ts';
import type { StageContext } from '../base/context.ts';
import { createEmbeddedFlow } from '../flow/embedded/embedded-flow.ts';
import type { FlowEstimator } from '../flow/flow-estimator.ts';
import { createArflow, createGmflow } from '../flow/network-flow.ts';
import { chooseProvider } from '../onnx/providers.ts';
import { readStateDict } from '../weights/formats/weight-file.ts';
import { type ModelOptions, requireModels } from '../weights/library/models.ts';

/** Which estimator, and on what it runs. */
export interface FlowEstimatorRequest {
  readonly flow: Flow;
  /** What runs the networks; the embedded flow needs nothing. */
  readonly provider: RunConfig['provider'];
  /** A checkpoint of the network's family; by default the registered one from the model folder. */
  readonly weightsPath?: string;
  readonly models?: ModelOptions;
  /** Hears, in one sentence, what a person should know and no error is. */
  readonly notify?: (sentence: string) => void;
}

/**
 * Opens the flow estimator of a name. Throws where its weights are missing (saying which file and both ways to get it)
 * or do not fit, and where the provider does not work here.
 */
export async function createFlowEstimator(
  request: FlowEstimatorRequest,
  context: StageContext,
): Promise<FlowEstimator> {
  const { flow, notify } = request;
  if (flow === 'embedded') return createEmbeddedFlow();
  const { path, sha256 } = await weightsOf(flow, request, context);
  const create = flow === 'arflow' ? createArflow : createGmflow;
  return create({
    weights: await readStateDict(path),
    provider: await chooseProvider(request.provider),
    ...(sha256 === undefined ? {} : { weightsSha256: sha256 }),
    ...(notify === undefined ? {} : { notify }),
  });
}

async function weightsOf(
  flow: Flow,
  { weightsPath, models }: FlowEstimatorRequest,
  context: StageContext,
): Promise<{ readonly path: string; readonly sha256?: string }> {
  if (weightsPath !== undefined) return { path: weightsPath };
  return (await requireModels([flow], context, models)).get(flow)!;
}

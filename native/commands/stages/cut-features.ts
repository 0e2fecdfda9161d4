import type { StageContext } from '../../base/context.ts';
import { failedError, throwIfCancelled, usageError } from '../../base/errors.ts';
import { cutFrame } from '../../graphcut/cut-frame.ts';
import { checkCutOptions, type FrameCut, paperCutOptions } from '../../graphcut/cut-types.ts';
import type { PatchFeatures, PatchGrid } from '../../raster/types.ts';
import {
  readSafetensors,
  type SafeTensor,
  toFloat32,
  writeSafetensors,
} from '../../weights/formats/safetensors.ts';

/** What `fodvid cut` is asked for. */
export interface CutFeaturesRequest {
  /** A safetensors file with `appearance` and `flow`, [N, D] each, float32 or float16. */
  readonly featuresPath: string;
  /** The patch grid, N = rows · cols. */
  readonly grid: PatchGrid;
  /** Weight of appearance, 0..1. */
  readonly alpha: number;
  /** Similarity threshold, -1..1. */
  readonly tau: number;
  /** Where the result goes. */
  readonly outPath: string;
}

/**
 * The graph cut alone, from a file of features to a file with `eigenvector` [N] float32, `partition` [N] uint8 and
 * `eigenvalue` [1] float64. Throws usage errors for options out of range and a grid that does not fit, and failures for
 * a file that is damaged or lacks a tensor, and for features that are not finite.
 */
export async function cutFeatures(request: CutFeaturesRequest, context: StageContext): Promise<FrameCut> {
  const { featuresPath, alpha, tau, outPath } = request;
  const options = { ...paperCutOptions, alpha, tau, label: featuresPath };
  checkCutOptions(options);
  throwIfCancelled(context.signal);
  const tensors = await readSafetensors(featuresPath);
  const appearance = patchFeatures(tensors, 'appearance', request);
  const flow = patchFeatures(tensors, 'flow', request);
  context.progress.report(0, 1, 'graph cut');
  const result = await cutFrame(appearance, flow, options);
  throwIfCancelled(context.signal);
  const nodes = result.eigenvector.length;
  await writeSafetensors(outPath, {
    eigenvector: { dtype: 'F32', shape: [nodes], data: result.eigenvector },
    partition: { dtype: 'U8', shape: [nodes], data: result.partition },
    eigenvalue: { dtype: 'F64', shape: [1], data: Float64Array.of(result.eigenvalue) },
  });
  context.progress.report(1, 1, 'graph cut');
  return result;
}

function patchFeatures(
  tensors: ReadonlyMap<string, SafeTensor>,
  name: string,
  { featuresPath, grid: { rows, cols } }: CutFeaturesRequest,
): PatchFeatures {
  const tensor = tensors.get(name);
  if (tensor === undefined)
    throw failedError(
      `${featuresPath} has no tensor "${name}" (it has ${[...tensors.keys()].join(', ') || 'none'}).`,
    );
  const { dtype, shape } = tensor;
  const [nodes, dim] = shape;
  if (nodes === undefined || dim === undefined || shape.length !== 2 || (dtype !== 'F32' && dtype !== 'F16'))
    throw failedError(
      `The tensor "${name}" of ${featuresPath} is ${dtype} [${shape.join(', ')}]; it must be F32 or F16 [N, D].`,
    );
  if (nodes !== rows * cols || nodes === 0)
    throw usageError(
      `The tensor "${name}" of ${featuresPath} has ${nodes} patches, a grid of ${rows}x${cols} has ${rows * cols}.`,
    );
  return { rows, cols, dim, data: toFloat32(tensor) };
}

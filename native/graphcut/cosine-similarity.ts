import { GraphBuilder } from '../onnx/graph.ts';
import { gemm, slice } from '../onnx/ops.ts';
import { createSession, type Session } from '../onnx/session.ts';
import type { PatchFeatures } from '../raster/types.ts';
import { type SimilarityBand, thresholdSimilarity, wordBits } from './binary-affinity.ts';
import { type BinaryAffinity, checkCutOptions, type CutOptions } from './cut-types.ts';
import { reciprocalNorms, requireSameGrid, similarityRows } from './patch-norms.ts';

/**
 * How alike the patches of one frame are, prepared for sweeps: norms are taken once, and the similarities of the last
 * alpha are kept (half of N² float32), so that another tau costs a comparison per pair and another alpha one matrix product.
 */
export interface CosineSimilarity {
  readonly nodes: number;
  /** The graph for these options (section 2.1); throws a usage error for an option out of its range. */
  affinity(options: CutOptions): Promise<BinaryAffinity>;
}

/**
 * Prepares the similarity of a frame's patches. Both features are on the same grid; their dimensions may differ. Throws
 * an error that names the frame (`label`) and the patch where a feature is not finite.
 */
export function cosineSimilarity(
  appearance: PatchFeatures,
  flow: PatchFeatures,
  label = 'the frame',
): CosineSimilarity {
  requireSameGrid(appearance, flow, label);
  const appearanceNorms = reciprocalNorms(appearance, 'appearance', label);
  const flowNorms = reciprocalNorms(flow, 'flow', label);
  const nodes = appearanceNorms.length;
  let last: { readonly alpha: number; readonly similarity: Promise<readonly SimilarityBand[]> } | undefined;
  return {
    nodes,
    async affinity(options) {
      checkCutOptions(options);
      const { alpha } = options;
      if (last?.alpha !== alpha) {
        const { rows, dim } = similarityRows([
          { features: appearance, reciprocalNorms: appearanceNorms, weight: alpha },
          { features: flow, reciprocalNorms: flowNorms, weight: 1 - alpha },
        ]);
        last = { alpha, similarity: innerProducts(rows, nodes, dim) };
      }
      return thresholdSimilarity(await last.similarity, nodes, options);
    },
  };
}

/** The graph of a frame's patches for one setting; `cosineSimilarity` serves several. */
export async function computeAffinity(
  appearance: PatchFeatures,
  flow: PatchFeatures,
  options: CutOptions,
  label?: string,
): Promise<BinaryAffinity> {
  return cosineSimilarity(appearance, flow, label).affinity(options);
}

/** Rows to a band: large enough for a fast product, small enough to leave most of the lower triangle out. */
const BAND_ROWS = 8 * wordBits;

const bandStarts = (nodes: number) =>
  Array.from({ length: Math.ceil(nodes / BAND_ROWS) }, (_, band) => band * BAND_ROWS);

/** The inner products of `patches` [N, D] in bands, on one thread: frames are what runs in parallel. */
function productSession(nodes: number, dim: number): Promise<Session> {
  const graph = new GraphBuilder();
  const patches = graph.input('patches', [nodes, dim]); // [N, D]
  for (const start of bandStarts(nodes)) {
    const rest = slice(patches, { axes: [0], starts: [start], ends: [nodes] });
    const own = slice(patches, { axes: [0], starts: [start], ends: [Math.min(start + BAND_ROWS, nodes)] });
    graph.output(`band${start}`, gemm(own, rest, null, { transB: true }));
  }
  return createSession(graph, { provider: 'cpu', threads: 1 });
}

/** The session of the last size: a clip's frames are alike, and opening one takes longer than its product. */
let kept: { readonly nodes: number; readonly dim: number; readonly session: Session } | undefined;

async function sessionFor(nodes: number, dim: number): Promise<Session> {
  if (kept?.nodes === nodes && kept.dim === dim) return kept.session;
  await kept?.session.dispose();
  kept = undefined;
  const session = await productSession(nodes, dim);
  kept = { nodes, dim, session };
  return session;
}

/** One product at a time, so that none loses its session to another of a different size. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * The inner products of `rows` [N, D] in bands that hold the upper triangle: the matrix is symmetric, and half of it
 * is half of the time. Every machine with the same instructions gets the same bits.
 */
async function innerProducts(rows: Float32Array, nodes: number, dim: number): Promise<SimilarityBand[]> {
  const product = turn.then(async () => (await sessionFor(nodes, dim)).run({ patches: rows }));
  turn = product.catch(() => undefined);
  const outputs = await product;
  return bandStarts(nodes).map((start) => ({ start, data: outputs[`band${start}`]!.data as Float32Array }));
}

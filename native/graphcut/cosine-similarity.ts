import { GraphBuilder } from '../onnx/graph.ts';
import { gemm, slice } from '../onnx/ops.ts';
import { createSession, type Destinations, type Session } from '../onnx/session.ts';
import type { PatchFeatures } from '../raster/types.ts';
import { type SimilarityBand, thresholdSimilarity, wordBits } from './binary-affinity.ts';
import { type BinaryAffinity, checkCutOptions, type CutOptions } from './cut-types.ts';
import { reciprocalNorms, requireSameGrid, similarityRows, type SimilarityRows } from './patch-norms.ts';

/**
 * How alike the patches of one frame are, prepared for sweeps: norms are taken once, and the similarities of the last
 * alpha are kept (half of N² float32), so that another tau costs a comparison per pair and another alpha one matrix product.
 */
export interface CosineSimilarity {
  readonly nodes: number;
  /** The graph for these options (section 2.1); throws a usage error for an option out of its range. */
  affinity(options: CutOptions): Promise<BinaryAffinity>;
}

/** Rows whose inner products are the similarity at an alpha; throws where the features do not fit or are not finite. */
function similarityAt(appearance: PatchFeatures, flow: PatchFeatures, label: string) {
  requireSameGrid(appearance, flow, label);
  const appearanceNorms = reciprocalNorms(appearance, 'appearance', label);
  const flowNorms = reciprocalNorms(flow, 'flow', label);
  return (alpha: number) =>
    similarityRows([
      { features: appearance, reciprocalNorms: appearanceNorms, weight: alpha },
      { features: flow, reciprocalNorms: flowNorms, weight: 1 - alpha },
    ]);
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
  const rowsAt = similarityAt(appearance, flow, label);
  const nodes = appearance.rows * appearance.cols;
  let last: { readonly alpha: number; readonly similarity: Promise<readonly SimilarityBand[]> } | undefined;
  return {
    nodes,
    async affinity(options) {
      checkCutOptions(options);
      const { alpha } = options;
      if (last?.alpha !== alpha) {
        const copies = (bands: readonly SimilarityBand[]) =>
          bands.map(({ start, data }) => ({ start, data: data.slice() }));
        last = { alpha, similarity: withInnerProducts(rowsAt(alpha), copies) };
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
  label = 'the frame',
): Promise<BinaryAffinity> {
  checkCutOptions(options);
  const rows = similarityAt(appearance, flow, label)(options.alpha);
  return withInnerProducts(rows, (bands) => thresholdSimilarity(bands, rows.nodes, options));
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

/** A session, and the memory that its products are written to. */
interface Products {
  readonly nodes: number;
  readonly dim: number;
  readonly session: Session;
  readonly into: Destinations;
}

/** Those of the last size: a clip's frames are alike, and opening a session takes longer than its product. */
let kept: Products | undefined;

async function productsFor(nodes: number, dim: number): Promise<Products> {
  if (kept?.nodes === nodes && kept.dim === dim) return kept;
  await kept?.session.dispose();
  kept = undefined;
  const into = Object.fromEntries(
    bandStarts(nodes).map((start) => {
      const shape = [Math.min(BAND_ROWS, nodes - start), nodes - start] as const;
      return [
        `band${start}`,
        { dtype: 'float32' as const, shape, data: new Float32Array(shape[0] * shape[1]) },
      ];
    }),
  );
  const products = { nodes, dim, session: await productSession(nodes, dim), into };
  kept = products;
  return products;
}

/** One product at a time, so that none loses its memory to another. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Hands `use` the inner products of `rows` [N, D] in bands that hold the upper triangle: the matrix is symmetric, and half
 * of it is half of the time. The bands are gone when it returns. Every machine with the same instructions gets the same bits.
 */
function withInnerProducts<T>(
  { rows, nodes, dim }: SimilarityRows,
  use: (bands: readonly SimilarityBand[]) => T,
): Promise<T> {
  const used = turn.then(async () => {
    const { session, into } = await productsFor(nodes, dim);
    await session.run({ patches: rows }, into);
    return use(
      bandStarts(nodes).map((start) => ({ start, data: into[`band${start}`]!.data as Float32Array })),
    );
  });
  turn = used.catch(() => undefined);
  return used;
}

import { GraphBuilder } from '../../onnx/graph.ts';
import { cast, gemm, greaterOrEqual, matMul, reshape, slice } from '../../onnx/ops.ts';
import { createSession, type Session } from '../../onnx/session.ts';
import { binaryAffinity, packedRows, paddedNodes, wordBits, wordsFor } from './binary-affinity.ts';
import { type BinaryAffinity, checkCutOptions, type CutFeatures, type CutOptions } from '../cut-types.ts';
import { reciprocalNorms, requireSameGrid, similarityRows, type WeightedFeatures } from './patch-norms.ts';

/** The parts of the similarity at an alpha; throws where the features do not fit or are not finite. */
function partsOf(
  appearance: CutFeatures,
  flow: CutFeatures,
  alpha: number,
  label = 'the frame',
): readonly WeightedFeatures[] {
  requireSameGrid(appearance, flow, label);
  return [
    {
      features: appearance,
      reciprocalNorms: reciprocalNorms(appearance, 'appearance', label),
      weight: alpha,
    },
    { features: flow, reciprocalNorms: reciprocalNorms(flow, 'flow', label), weight: 1 - alpha },
  ];
}

/** Rows to a band: large enough for a fast product, small enough to leave most of the lower triangle out. */
const BAND_ROWS = 8 * wordBits;

const bandStarts = (padded: number) =>
  Array.from({ length: Math.ceil(padded / BAND_ROWS) }, (_, band) => band * BAND_ROWS);

/**
 * The edges between `patches` [P, D], rows whose inner products are the similarities, in bands: what reaches tau, each
 * 16 rows packed into a number by a product with powers of two. The similarities themselves, of which there would be 32
 * times as many bytes, never leave the runtime. On one thread: frames are what runs in parallel.
 */
function edgeSession(padded: number, dim: number): Promise<Session> {
  const graph = new GraphBuilder();
  const patches = graph.input('patches', [padded, dim]); // [P, D]
  const tau = graph.input('tau', [1]);
  const powers = graph.constant(
    Float32Array.from({ length: packedRows }, (_, bit) => 2 ** bit),
    [1, packedRows],
  );
  for (const start of bandStarts(padded)) {
    const end = Math.min(start + BAND_ROWS, padded);
    const own = slice(patches, { axes: [0], starts: [start], ends: [end] });
    const rest = slice(patches, { axes: [0], starts: [start], ends: [padded] });
    const reached = cast(greaterOrEqual(gemm(own, rest, null, { transB: true }), tau), 'float32');
    const groups = reshape(reached, [(end - start) / packedRows, packedRows, padded - start]);
    graph.output(`band${start}`, matMul(powers, groups)); // [rows / 16, 1, P - start]
  }
  return createSession(graph, { provider: 'cpu', threads: 1 });
}

/** A session, and the memory that its input and the graph are written to. */
interface Edges {
  readonly padded: number;
  readonly dim: number;
  readonly session: Session;
  /** [P, D], 0 beyond N. */
  readonly rows: Float32Array;
  /** As in a `BinaryAffinity`. */
  readonly words: Int32Array;
}

/** Those of the last size: a clip's frames are alike, and opening a session takes longer than its product. */
let kept: Edges | undefined;

async function edgesFor(nodes: number, dim: number): Promise<Edges> {
  const padded = paddedNodes(nodes);
  if (kept?.padded !== padded || kept.dim !== dim) {
    await kept?.session.dispose();
    kept = undefined;
    const session = await edgeSession(padded, dim);
    kept = { padded, dim, session, rows: new Float32Array(padded * dim), words: wordsFor(nodes) };
  }
  kept.rows.fill(0, nodes * dim);
  return kept;
}

/** One graph at a time, so that none loses its memory to another. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Hands `use` the graph of a frame's patches (section 2.1), which is gone when it returns. Both features are on the same
 * grid; their dimensions may differ. The graph is the same on every machine with the same instructions. Throws a usage
 * error for an option out of its range, and an error that names the frame (`label`) and the patch where a feature is
 * not finite.
 */
export async function withAffinity<T>(
  appearance: CutFeatures,
  flow: CutFeatures,
  options: CutOptions & { readonly label?: string },
  use: (affinity: BinaryAffinity) => T,
): Promise<T> {
  checkCutOptions(options);
  const { alpha, tau, eps, label } = options;
  const parts = partsOf(appearance, flow, alpha, label);
  const nodes = appearance.rows * appearance.cols;
  const used = turn.then(async () => {
    const { padded, session, rows, words } = await edgesFor(nodes, appearance.dim + flow.dim);
    similarityRows(parts, rows);
    const bands = await session.run({ patches: rows, tau: Float32Array.of(tau) });
    const edges = bandStarts(padded).map((start) => ({
      start,
      data: bands[`band${start}`]!.data as Float32Array,
    }));
    return use(binaryAffinity(edges, nodes, eps, words));
  });
  turn = used.catch(() => undefined);
  return used;
}

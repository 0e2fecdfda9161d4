/** The patches' appearance features, [N, D]. */
export interface PatchAppearance {
  readonly data: Float32Array | Float16Array;
  readonly dim: number;
}

/** Rounds of Lloyd's algorithm: the clusters of some hundred patches stand still by then. */
const ROUNDS = 6;

/** Squared distance of a patch's features from a centre. */
function distance({ data, dim }: PatchAppearance, node: number, centre: Float32Array): number {
  let sum = 0;
  for (let d = 0; d < dim; d++) {
    const apart = data[node * dim + d]! - centre[d]!;
    sum += apart * apart;
  }
  return sum;
}

const featuresOf = ({ data, dim }: PatchAppearance, node: number): Float32Array =>
  Float32Array.from({ length: dim }, (_, d) => data[node * dim + d]!);

function meanOf(appearance: PatchAppearance, nodes: readonly number[]): Float32Array {
  const { data, dim } = appearance;
  const sum = new Float32Array(dim);
  for (const node of nodes) for (let d = 0; d < dim; d++) sum[d]! += data[node * dim + d]!;
  return sum.map((value) => value / Math.max(nodes.length, 1));
}

/** The first centre is the mean's farthest patch, each other one the farthest from those before. */
function startCentres(appearance: PatchAppearance, nodes: readonly number[], count: number): Float32Array[] {
  const centres = [meanOf(appearance, nodes)];
  for (let k = 0; k < count; k++) {
    let [farthest, most] = [nodes[0]!, -1];
    for (const node of nodes) {
      const nearest = Math.min(...centres.map((centre) => distance(appearance, node, centre)));
      if (nearest > most) [farthest, most] = [node, nearest];
    }
    if (k === 0) centres.length = 0;
    centres.push(featuresOf(appearance, farthest));
  }
  return centres;
}

/**
 * Splits patches into `count` groups that look alike, by k-means of their features: an object from its spray, a rider
 * from the horse. Deterministic; groups may be empty.
 */
export function splitByAppearance(
  appearance: PatchAppearance,
  nodes: readonly number[],
  count: number,
): number[][] {
  if (nodes.length < count) return [];
  let centres = startCentres(appearance, nodes, count);
  let groups: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    groups = centres.map(() => []);
    for (const node of nodes) {
      const distances = centres.map((centre) => distance(appearance, node, centre));
      groups[distances.indexOf(Math.min(...distances))]!.push(node);
    }
    centres = groups.map((group, k) => (group.length === 0 ? centres[k]! : meanOf(appearance, group)));
  }
  return groups;
}

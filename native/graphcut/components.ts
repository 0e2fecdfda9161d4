import type { PatchGrid } from '../raster/types.ts';

/** The neighbours of a node to its left, right, above and below that exist. */
function* neighbours(node: number, { rows, cols }: PatchGrid): Generator<number> {
  const col = node % cols;
  if (col > 0) yield node - 1;
  if (col + 1 < cols) yield node + 1;
  if (node >= cols) yield node - cols;
  if (node + cols < rows * cols) yield node + cols;
}

/**
 * The connected components (over shared sides) of the nodes where `inside` [N] is 1, the largest first, equal ones in
 * the order of the grid: each a list of its nodes.
 */
export function connectedComponents(inside: Uint8Array, { cols }: PatchGrid): number[][] {
  const open = inside.slice();
  const components: number[][] = [];
  for (let start = 0; start < inside.length; start++) {
    if (open[start] === 0) continue;
    const nodes = [start];
    open[start] = 0;
    const visit = (node: number): void => {
      if (open[node] !== 1) return;
      open[node] = 0;
      nodes.push(node);
    };
    // The list grows while it is walked: what it holds are the nodes to look around of.
    for (const node of nodes) {
      const col = node % cols;
      if (col > 0) visit(node - 1);
      if (col + 1 < cols) visit(node + 1);
      visit(node - cols);
      visit(node + cols);
    }
    components.push(nodes);
  }
  return components.sort((a, b) => b.length - a.length);
}

/**
 * The soft sides [N] of one component of the foreground (above one half), by its rank in size: its own nodes and the
 * background around it keep theirs, other foreground becomes 0. Nothing remains where there are fewer components.
 */
export function onlyComponent(soft: Float32Array, grid: PatchGrid, rank: number): Float32Array {
  const inside = Uint8Array.from(soft, (side) => Number(side > 0.5));
  const nodes = connectedComponents(inside, grid)[rank] ?? [];
  const kept = new Uint8Array(soft.length);
  for (const node of nodes) {
    kept[node] = 1;
    for (const next of neighbours(node, grid)) if (inside[next] === 0) kept[next] = 1;
  }
  return soft.map((side, node) => (kept[node] === 1 ? side : 0));
}

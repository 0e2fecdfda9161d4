import type { PatchGrid } from '../../raster/types.ts';
import { clampUnit } from '../../base/numbers.ts';
import { type PatchAppearance, splitByAppearance } from './appearance-split.ts';
import { bipartition } from '../bipartition.ts';
import { connectedComponents } from '../components.ts';
import { type PatchSet, patchOverlap, patchSet } from './patch-set.ts';
import { softPartition } from '../soft-partition.ts';

/** Something in a frame that may be the object. */
export interface FramePart {
  /** How far each patch belongs to it, [N] of 0..1. */
  readonly soft: Float32Array;
  /** Its patches above one half. */
  readonly patches: PatchSet;
}

/** What the parts of one frame are made of. */
export interface PartEvidence {
  /** The smallest eigenvectors after the constant one, [N] each; those without structure left out. */
  readonly eigenvectors: readonly Float32Array[];
  /** How much each patch moves against the camera, [N], 0 = with it, in e-folds above the flow's noise. */
  readonly salience: Float32Array;
  /** What the patches look like. */
  readonly appearance: PatchAppearance;
  /** The automatic choice, [N] of 0..1. */
  readonly automatic: Float32Array;
  /** Whether a patch shows picture rather than a black bar. */
  readonly inPicture: (node: number) => boolean;
}

/** Shares of the grid between which a part may be the object. */
const LEAST_SHARE = 0.004;
const LARGEST_SHARE = 0.7;
const LEAST_PATCHES = 4;
/** Components of one part that are looked at, the largest first. */
const COMPONENTS = 4;
/** The most parts of a frame. */
const MOST_PARTS = 64;
/** Two parts that overlap by so much are the same one. */
const SAME = 0.9;
/** Salience from which a patch counts as moving: a low step that holds slow limbs, and a high one that parts neighbours. */
const MOVING_FROM = [0.4, 0.8, 1.3] as const;
const MOVING_SLOPE = 0.6;
/** Numbers of groups that look alike, into which what moves is split. */
const GROUPS = [2, 3] as const;

function minimum(a: Float32Array, b: Float32Array): Float32Array {
  const out = new Float32Array(a.length);
  for (let node = 0; node < out.length; node++) out[node] = Math.min(a[node]!, b[node]!);
  return out;
}

/** Gathers parts, each once. */
function collector(grid: PatchGrid, first: FramePart) {
  const nodes = grid.rows * grid.cols;
  const least = Math.max(LEAST_PATCHES, LEAST_SHARE * nodes);
  const parts = [first];
  const isFull = (): boolean => parts.length >= MOST_PARTS;
  const add = (soft: Float32Array): void => {
    const patches = patchSet(soft);
    if (isFull() || patches.size < least || patches.size > LARGEST_SHARE * nodes) return;
    if (parts.some((part) => patchOverlap(part.patches, patches) > SAME)) return;
    parts.push({ soft, patches });
  };
  const addWithComponents = (soft: Float32Array, most: number): void => {
    if (isFull()) return;
    add(soft);
    const inside = new Uint8Array(soft.length);
    for (let node = 0; node < soft.length; node++) inside[node] = Number(soft[node]! > 0.5);
    const components = connectedComponents(inside, grid);
    if (components.length < 2) return;
    for (const component of components.slice(0, most))
      if (component.length >= least) add(withRim(soft, inside, component, grid));
  };
  return { parts, addWithComponents };
}

/** One component of a soft mask with the background around it. */
function withRim(soft: Float32Array, inside: Uint8Array, component: readonly number[], { cols }: PatchGrid) {
  const out = new Float32Array(soft.length);
  for (const node of component) {
    out[node] = soft[node]!;
    const col = node % cols;
    const around = [col > 0 ? node - 1 : node, col + 1 < cols ? node + 1 : node, node - cols, node + cols];
    for (const next of around)
      if (next >= 0 && next < soft.length && inside[next] === 0) out[next] = soft[next]!;
  }
  return out;
}

/**
 * What of a frame may be the object: the automatic choice (always the first), either side of each eigenvector, what two
 * of them share, what moves, groups of what moves that look alike, and the connected components of all these; no two that are nearly the same.
 */
export function frameParts(evidence: PartEvidence, grid: PatchGrid): FramePart[] {
  const { eigenvectors, salience, appearance, automatic, inPicture } = evidence;
  const { parts, addWithComponents } = collector(grid, {
    soft: automatic,
    patches: patchSet(automatic),
  });
  const shown = Float32Array.from(salience, (_, node) => Number(inPicture(node)));
  const within = (soft: Float32Array): Float32Array => {
    for (let node = 0; node < soft.length; node++) soft[node]! *= shown[node]!;
    return soft;
  };
  const sides = eigenvectors.map((eigenvector) => {
    const soft = softPartition(eigenvector, bipartition(eigenvector));
    return [within(soft), within(soft.map((share) => 1 - share))] as const;
  });
  for (const side of sides.flat()) addWithComponents(side, COMPONENTS);
  const moving = MOVING_FROM.map((from) =>
    within(salience.map((value) => clampUnit(0.5 + (value - from) / MOVING_SLOPE))),
  );
  for (const mover of moving) addWithComponents(mover, COMPONENTS);
  for (const whole of [automatic, moving[1]!])
    for (const count of GROUPS)
      for (const group of splitByAppearance(appearance, nodesOf(whole), count))
        addWithComponents(only(whole, group), 2);
  sides.forEach((pair, k) => {
    for (const other of sides.slice(k + 1).flat())
      for (const side of pair) addWithComponents(minimum(side, other), 2);
  });
  return parts;
}

/** The patches of a soft mask that are foreground. */
const nodesOf = (soft: Float32Array): number[] => Array.from(soft.keys()).filter((node) => soft[node]! > 0.5);

/** A soft mask without all but some patches. */
function only(soft: Float32Array, nodes: readonly number[]): Float32Array {
  const out = new Float32Array(soft.length);
  for (const node of nodes) out[node] = soft[node]!;
  return out;
}

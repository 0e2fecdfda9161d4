import type { PatchGrid } from '../raster/types.ts';
import { connectedComponents } from './components.ts';

/** Salience, in e-folds, from which a patch counts as moving by itself. */
const MOVES_FROM = 0.8;
/** What moves counts as an object of its own from this share of the largest one's area on. */
const OWN_SHARE = 0.3;
const LEAST_PATCHES = 6;

/** How many things of about one size move apart from each other in a frame; `salience` [N], 0 = moves with the camera. */
export function countMovers(salience: Float32Array, grid: PatchGrid): number {
  const moving = new Uint8Array(salience.length);
  for (let node = 0; node < moving.length; node++) moving[node] = Number(salience[node]! > MOVES_FROM);
  const components = connectedComponents(moving, grid);
  const least = Math.max(LEAST_PATCHES, OWN_SHARE * (components[0]?.length ?? 0));
  return components.filter((component) => component.length >= least).length;
}

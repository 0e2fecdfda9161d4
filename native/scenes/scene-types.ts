import type { RasterSize } from '../raster/types.ts';
import type { Coverage } from './coverage.ts';
import type { Degradation } from './degrade.ts';
import type { LayerMotion } from './layer-motion.ts';
import type { Texture } from './textures.ts';

/** A texture as a layer wears it: turned, scaled and tinted. */
export interface Paint {
  readonly texture: Texture;
  /** Texture coordinates of the point (x, y): (a x - b y + u, b x + a y + v). */
  readonly a: number;
  readonly b: number;
  readonly u: number;
  readonly v: number;
  /** Per channel, value · gain + offset. */
  readonly gain: readonly [number, number, number];
  readonly offset: readonly [number, number, number];
}

/** One of the layers of a scene, which lie over each other. */
export interface SceneLayer {
  /** 0 for the background, whatever it does; objects are 1, 2, ... and all parts of one have its number. */
  readonly label: number;
  /** Null for a shadow, which darkens what lies under it. */
  readonly paint: Paint | null;
  /** How opaque it is where it covers, 0..1. */
  readonly strength: number;
  /** Null where it covers everything. */
  readonly coverage: Coverage | null;
  readonly motion: LayerMotion;
}

/** A scene of layered motion around its middle frame, which is at time 0. */
export interface Scene {
  readonly size: RasterSize;
  /** From the farthest to the nearest. */
  readonly layers: readonly SceneLayer[];
  /** The share of a frame's time in which its shutter is open; 0 is no motion blur. */
  readonly shutter: number;
  readonly degradation: Degradation;
}

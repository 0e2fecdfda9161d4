/// <reference lib="es2025.float16" />

/** Width and height of a raster, in pixels (or patches, for patch grids). */
export interface RasterSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** An RGB picture: `data` is [H, W, 3], 0..255, row-major. */
export interface RgbImage extends RasterSize {
  readonly data: Uint8Array;
}

/** One plane of numbers: `data` is [H, W], row-major; the range is said where it is used. */
export interface FloatPlane extends RasterSize {
  readonly data: Float32Array;
}

/** A binary mask: `data` is [H, W], each 0 (background) or 1 (foreground). */
export interface Mask extends RasterSize {
  readonly data: Uint8Array;
}

/**
 * Optical flow from frame a to frame b: `data` is [2, H, W], the u plane (rightwards) and then the v plane
 * (downwards), in pixels of this raster; the point p of a is at p + flow(p) in b.
 */
export interface FlowField extends RasterSize {
  readonly data: Float32Array;
}

/** A flow field whose numbers are looked up here and there: half floats as they lie in the cache will do. */
export interface SampledFlow extends RasterSize {
  readonly data: Float32Array | Float16Array;
}

/** Rows and columns of a patch grid; its N = rows · cols patches are counted row by row. */
export interface PatchGrid {
  readonly rows: number;
  readonly cols: number;
}

/** Patch features of one picture: `data` is [N, D], row-major over the patch grid. */
export interface PatchFeatures extends PatchGrid {
  readonly dim: number;
  readonly data: Float32Array;
}

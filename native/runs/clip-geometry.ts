import type { RunConfig } from '../api/run-config.ts';
import type { SoftMaskOrigin } from '../matte/contour/contour-cut.ts';
import type { Enlarging } from '../matte/enlarged-mask.ts';
import type { PatchGrid, RasterSize } from '../raster/types.ts';
import { takesMaskStep } from './mask-steps.ts';

/** The sizes in which one clip's stages work. */
export interface ClipGeometry {
  /** The encoder's input, both sides multiples of the patch. */
  readonly working: RasterSize;
  readonly grid: PatchGrid;
  /** The frames' size when their flow is estimated. */
  readonly flowInput: RasterSize;
  /** The size in which flow is kept. */
  readonly flow: RasterSize;
}

/** The paper trains at 256 × 512 (section 3.1); other aspect ratios get the same area. */
const WORKING_AREA_PX = 256 * 512;
/** Flow is estimated at the source's resolution up to 480p: fine motion is lost below, time above. */
const FLOW_AREA_PX = 854 * 480;
/** The embedded flow is kept at half the working resolution: smooth fields lose little, the cache shrinks by four. */
const EMBEDDED_FLOW_REDUCTION = 2;

const nearestMultiple = (value: number, step: number, least: number) =>
  Math.max(least, Math.round(value / step) * step);

/** The size of about `areaPx` with the aspect ratio of `source`, both sides multiples of `step`. */
export function sizeOfArea(source: RasterSize, areaPx: number, step: number): RasterSize {
  const heightPx = Math.sqrt((areaPx * source.heightPx) / source.widthPx);
  return {
    widthPx: nearestMultiple(areaPx / heightPx, step, 2 * step),
    heightPx: nearestMultiple(heightPx, step, 2 * step),
  };
}

/** Chooses the sizes for a source of any size; `config.size`, which the patch divides, overrides the working resolution. */
export function clipGeometry(source: RasterSize, config: RunConfig, patchPx: number): ClipGeometry {
  const reduction = config.flow === 'embedded' ? EMBEDDED_FLOW_REDUCTION : 1;
  const working = config.size ?? sizeOfArea(source, WORKING_AREA_PX, patchPx * reduction);
  const small = source.widthPx * source.heightPx <= FLOW_AREA_PX;
  return {
    working,
    grid: { rows: working.heightPx / patchPx, cols: working.widthPx / patchPx },
    flowInput: small ? source : sizeOfArea(source, FLOW_AREA_PX, 2),
    flow: { widthPx: working.widthPx / reduction, heightPx: working.heightPx / reduction },
  };
}

/** How the soft masks of a clip, of patches or of the segmenter, are enlarged: with contours drawn anew, or without. */
export function enlargingOf(
  config: Pick<RunConfig, 'encoder' | 'maskSteps'>,
  { working, flowInput, flow }: ClipGeometry,
  origin: SoftMaskOrigin,
): Enlarging {
  if (!takesMaskStep(config, 'contours'))
    return { guideSize: origin === 'segmenter' ? working : flow, contour: null };
  const isFiner = flowInput.widthPx > working.widthPx && flowInput.heightPx > working.heightPx;
  return { guideSize: working, contour: { origin, finest: isFiner ? flowInput : null } };
}

import type { RawPixels } from '../../export/export-formats.ts';
import type { RasterSize } from '../../raster/types.ts';

/** How raw samples lie in memory. */
interface Layout {
  readonly channels: number;
  readonly bytes: 1 | 2 | 4;
  readonly isPlanar: boolean;
  /** The largest sample; of floats, 1. */
  readonly most: number;
  /** The channel that is alpha; -1 without one. */
  readonly alpha: number;
}

const layouts: Readonly<Record<RawPixels, Layout>> = {
  gray: { channels: 1, bytes: 1, isPlanar: false, most: 255, alpha: -1 },
  pal8: { channels: 1, bytes: 1, isPlanar: false, most: 255, alpha: -1 },
  gray16le: { channels: 1, bytes: 2, isPlanar: false, most: 65535, alpha: -1 },
  rgb24: { channels: 3, bytes: 1, isPlanar: false, most: 255, alpha: -1 },
  rgba: { channels: 4, bytes: 1, isPlanar: false, most: 255, alpha: 3 },
  rgba64le: { channels: 4, bytes: 2, isPlanar: false, most: 65535, alpha: 3 },
  yuva444p10le: { channels: 4, bytes: 2, isPlanar: true, most: 1023, alpha: 3 },
  gbrap: { channels: 4, bytes: 1, isPlanar: true, most: 255, alpha: 3 },
  gbrapf32le: { channels: 4, bytes: 4, isPlanar: true, most: 1, alpha: 3 },
};

/** Bytes of a raw frame. */
export const frameBytes = (pixels: RawPixels, { widthPx, heightPx }: RasterSize): number =>
  widthPx * heightPx * layouts[pixels].channels * layouts[pixels].bytes + (pixels === 'pal8' ? 1024 : 0);

/** Pixels of a frame that are looked at, spread evenly. */
const POINTS = 997;

/**
 * Samples of a raw frame at fixed points, 0..1 (floats as they are), [POINTS, channels]: of its `visible` part, of which only
 * every `lineStep`th line is looked at, from the first on.
 */
export function probePoints(
  raw: Uint8Array,
  pixels: RawPixels,
  size: RasterSize,
  visible: RasterSize = size,
  lineStep = 1,
): Float32Array {
  const { channels, bytes, isPlanar, most } = layouts[pixels];
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const probes = new Float32Array(POINTS * channels);
  const plane = size.widthPx * size.heightPx;
  const lines = Math.ceil(visible.heightPx / lineStep);
  for (let k = 0; k < POINTS; k++) {
    // The fractional parts of multiples of two irrational numbers (R2 sequence) are spread without clumps or rows.
    const x = Math.floor(((0.5 + k * 0.7548776662466927) % 1) * visible.widthPx);
    const y = lineStep * Math.floor(((0.5 + k * 0.5698402909980532) % 1) * lines);
    const pixel = y * size.widthPx + x;
    for (let c = 0; c < channels; c++) {
      const at = bytes * (isPlanar ? c * plane + pixel : pixel * channels + c);
      const sample =
        bytes === 1 ? raw[at]! : bytes === 2 ? view.getUint16(at, true) : view.getFloat32(at, true);
      probes[k * channels + c] = sample / most;
    }
  }
  return probes;
}

/** How far two frames' probes are apart: the mean over colours, and the largest and mean over alpha. */
export interface ProbeDifference {
  readonly colour: number;
  readonly alpha: number;
  readonly alphaMost: number;
  readonly colourMost: number;
}

/** Compares the probes of what was written with those of what was read. */
export function compareProbes(written: Float32Array, read: Float32Array, pixels: RawPixels): ProbeDifference {
  const { channels, alpha: alphaChannel } = layouts[pixels];
  let [colour, alpha, alphaMost, colourMost] = [0, 0, 0, 0];
  for (let i = 0; i < written.length; i++) {
    // Light may be above 1: half floats keep shares, not steps.
    const off = Math.abs(written[i]! - read[i]!) / Math.max(1, Math.abs(written[i]!));
    if (i % channels === alphaChannel) {
      alpha += off / POINTS;
      alphaMost = Math.max(alphaMost, off);
    } else {
      colour += off / (POINTS * (alphaChannel < 0 ? channels : channels - 1));
      colourMost = Math.max(colourMost, off);
    }
  }
  return { colour, alpha, alphaMost, colourMost };
}

import type { ExportFormatId } from '../../api/exports.ts';
import type { MatteSettings } from '../../api/matte-settings.ts';
import { handOver } from '../../base/worker-pool.ts';
import { formats } from '../../export/export-formats.ts';
import { packFrame, type PackOptions } from '../../export/pack-pixels.ts';
import { foregroundColours } from '../../matte/colours/foreground-colours.ts';
import { adjustEdge, leavesEdge } from '../../matte/edge-adjustment.ts';
import { measureMatte, type MatteInput } from '../../matte/matte-frame.ts';
import { blockLevels, type MattedFrame, smoothOverTime } from '../../matte/temporal-smoothing.ts';
import { solidMatte } from '../../matte/solid-matte.ts';
import { fillRect, type Tile } from '../../matte/tiles.ts';
import { MOST_LEVEL } from '../../raster/gray-levels.ts';
import { clearRegions, type PictureRegion } from '../../raster/picture-region.ts';
import { sharedBytes } from './shared-memory.ts';
import { type SmoothMatteTask, temporalNeighbours } from './smooth-matte-task.ts';

export { smoothMatteTask } from './smooth-matte-task.ts';

/** Writes the core of a tile, whose `alpha` is that of its outer rectangle, as levels. */
function placeLevels(alpha: Float32Array, { core, outer }: Tile, levels: Uint16Array, widthPx: number): void {
  for (let y = 0; y < core.heightPx; y++) {
    const from = (core.top - outer.top + y) * outer.widthPx + core.left - outer.left;
    const to = (core.top + y) * widthPx + core.left;
    for (let x = 0; x < core.widthPx; x++) levels[to + x] = MOST_LEVEL * alpha[from + x]! + 0.5;
  }
}

/** The measured matte of a frame as levels, [H, W] of 0..65535, in memory that threads share, and its blocks. */
export function measureMatteTask({
  input,
  settings,
}: {
  readonly input: MatteInput;
  readonly settings: MatteSettings;
}): Pick<MattedFrame, 'alpha' | 'blocks'> {
  const { widthPx, heightPx } = input.frame;
  const alpha = new Uint16Array(sharedBytes(2 * widthPx * heightPx).buffer);
  measureMatte(input, settings, {
    uniform: (rect, value) => value === 1 && fillRect(alpha, widthPx, rect, MOST_LEVEL),
    measured: (measured, tile) => placeLevels(measured, tile, alpha, widthPx),
  });
  return { alpha, blocks: blockLevels(alpha, input.frame) };
}

/** A frame with the matte that is smoothed for the last time, those of its neighbours, and what it is packed for. */
export interface FinishMatteTask extends Omit<SmoothMatteTask, 'amount'> {
  readonly settings: MatteSettings;
  /** Where the matte is empty. */
  readonly heldOut: readonly PictureRegion[];
  /** The frame at 16 bits, [H, W, 3] of 0..65535; null where the source has 8. */
  readonly deep: Uint16Array | null;
  /** What the frame is packed for. */
  readonly formats: readonly ExportFormatId[];
  readonly pack: PackOptions;
}

/** A matte's levels with its edge choked, grown, feathered or made harder or softer. */
function adjusted(levels: Uint16Array, { own: { frame }, settings }: FinishMatteTask): Uint16Array {
  if (leavesEdge(settings)) return levels;
  const data = Float32Array.from(levels, (level) => level / MOST_LEVEL);
  return Uint16Array.from(adjustEdge({ ...frame, data }, settings).data, (alpha) => MOST_LEVEL * alpha + 0.5);
}

/**
 * Smooths a matte over time for the last time, closes what holes that left, adjusts its edge, empties what is held out, estimates
 * the cutout's colours where a format has them, and packs the frame as the raw samples of each format.
 */
export function finishMatteTask(task: FinishMatteTask): { readonly raws: readonly Uint8Array[] } {
  const { own, settings, deep, pack } = task;
  const smooth = smoothOverTime(own, temporalNeighbours(task), settings.smoothing);
  const levels = adjusted(solidMatte(smooth, own.frame, settings), task);
  clearRegions({ ...own.frame, data: levels }, task.heldOut);
  const wanted = task.formats.map((id) => formats.find((format) => format.id === id)!);
  const isEstimated = settings.colours === 'estimated' && wanted.some(({ content }) => content === 'cutout');
  const colours = isEstimated ? foregroundColours(own.frame, levels) : own.frame;
  const frame = { source: own.frame, deep, colours, levels };
  const raws = wanted.map((format) => packFrame(format, frame, pack));
  return handOver({ raws }, raws);
}

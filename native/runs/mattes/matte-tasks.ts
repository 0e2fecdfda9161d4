import type { MatteSettings } from '../../api/matte-settings.ts';
import { adjustEdge } from '../../matte/edge-adjustment.ts';
import { foregroundColours } from '../../matte/colours/foreground-colours.ts';
import { matteFrame, type MatteInput } from '../../matte/matte-frame.ts';
import { type MattedFrame, smoothOverTime, type TemporalNeighbour } from '../../matte/temporal-smoothing.ts';
import type { RgbImage } from '../../raster/types.ts';
import { readFlow, type StoredFlows } from '../stored/stored-flows.ts';
import { sharedPlane, shareImage } from './shared-memory.ts';

const MOST_LEVEL = 65535;

/** The measured matte of a frame as levels, [H, W] of 0..65535, in memory that threads share. */
export function measureMatteTask({
  input,
  settings,
}: {
  readonly input: MatteInput;
  readonly settings: MatteSettings;
}): Uint16Array {
  const { data } = matteFrame(input, settings);
  const levels = new Uint16Array(new SharedArrayBuffer(2 * data.length));
  for (let i = 0; i < data.length; i++) levels[i] = MOST_LEVEL * data[i]! + 0.5;
  return levels;
}

/** A frame with its measured matte, those of its neighbours, and its settings. */
export interface FinishMatteTask {
  readonly own: MattedFrame;
  readonly neighbours: readonly (MattedFrame & { readonly offset: number })[];
  readonly flows: StoredFlows | null;
  readonly settings: MatteSettings;
  /** Whether the colours of a cutout are asked for. */
  readonly withColours: boolean;
}

/** A finished matte: alpha, 0..1, [H, W], and the cutout's colours. */
export interface FinishedMatte {
  readonly alpha: Float32Array;
  readonly image: RgbImage;
}

function temporalNeighbours({ neighbours, flows }: FinishMatteTask): TemporalNeighbour[] {
  if (flows === null) return [];
  return neighbours.flatMap((neighbour) => {
    const flow = readFlow(flows, neighbour.offset);
    return flow === undefined ? [] : [{ ...neighbour, flow }];
  });
}

/** Smooths a matte over time, adjusts its edge and estimates the cutout's colours. */
export function finishMatteTask(task: FinishMatteTask): FinishedMatte {
  const { own, settings, withColours } = task;
  const levels = smoothOverTime(own, temporalNeighbours(task), settings.smoothing);
  const measured = sharedPlane(levels.length);
  for (let i = 0; i < levels.length; i++) measured[i] = levels[i]! / MOST_LEVEL;
  const alpha = adjustEdge({ ...own.frame, data: measured }, settings).data;
  const estimated = withColours && settings.colours === 'estimated';
  return { alpha, image: estimated ? shareImage(foregroundColours(own.frame, alpha)) : own.frame };
}

import { motionInputs, motionPlanes } from '../../features/motion-inputs.ts';
import { sharesOfGray } from '../../raster/gray-levels.ts';
import type { RasterSize } from '../../raster/types.ts';
import type { SeededRandom } from '../../base/seeded-random.ts';
import type { SceneRecord } from './scene-record.ts';

/** How a scene is shown this time: the network shall not count on more than films give it. */
export interface Variation {
  readonly mirrored: boolean;
  /** Whether time runs backwards. */
  readonly reversed: boolean;
  /** Which neighbours there are: all, or as at the end of a shot only those on one side. */
  readonly offsets: 'all' | 'one side' | 'nearest';
}

/** Draws a variation. */
export function drawVariation(random: SeededRandom): Variation {
  const [mirrored, reversed] = [random.next() < 0.5, random.next() < 0.5];
  const lacking = random.next();
  return {
    mirrored,
    reversed,
    offsets: lacking < 0.12 ? 'one side' : lacking < 0.2 ? 'nearest' : 'all',
  };
}

/** What the network is fed of a scene, and what it shall say. */
export interface TrainingSample {
  /** [12, H, W]. */
  readonly planes: Float32Array;
  /** The share of moving objects, [H/2, W/2] of 0..1. */
  readonly target: Float32Array;
  /** The object of each patch, [H/4, W/4]: 0 is background, 255 where a patch is mixed. */
  readonly patches: Uint8Array;
}

/** Planes that hold a horizontal component, whose sign turns in a mirror. */
const horizontalPlanes = [0, 2, 4, 8];

function mirror(planes: Float32Array | Uint8Array, count: number, { widthPx, heightPx }: RasterSize): void {
  for (let row = 0; row < count * heightPx; row++)
    planes.subarray(row * widthPx, (row + 1) * widthPx).reverse();
}

/** Means over blocks of `factor` × `factor` pixels. */
function blockMeans(values: Uint8Array, { widthPx, heightPx }: RasterSize, factor: number): Float32Array {
  const cols = widthPx / factor;
  const means = new Float32Array((cols * heightPx) / factor);
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++)
      means[Math.floor(y / factor) * cols + Math.floor(x / factor)]! += values[i]! / factor ** 2;
  return means;
}

/** Pixels of the flow's raster to a patch, along each side. */
const PATCH_PX = 4;
/** From this share on, a patch is the object's; below the rest of it, background. */
const CLEAR_SHARE = 0.85;
/** The mark of a mixed patch. */
export const MIXED = 255;

function patchObjects({ share, label, size }: Pick<SceneRecord, 'share' | 'label' | 'size'>): Uint8Array {
  const shares = blockMeans(share, size, PATCH_PX);
  const cols = size.widthPx / PATCH_PX;
  return Uint8Array.from(shares, (mean, patch) => {
    if (mean < 255 * (1 - CLEAR_SHARE)) return 0;
    if (mean < 255 * CLEAR_SHARE) return MIXED;
    const x = (patch % cols) * PATCH_PX + PATCH_PX / 2;
    const y = Math.floor(patch / cols) * PATCH_PX + PATCH_PX / 2;
    return label[y * size.widthPx + x] || MIXED;
  });
}

/** A scene as the network sees it under a variation. */
export function trainingSample(record: SceneRecord, variation: Variation): TrainingSample {
  const { size, motions } = record;
  const { mirrored, reversed, offsets } = variation;
  const turned = record.flows.map(({ flow, offset }, k) => ({
    flow: { offset: reversed ? -offset : offset, flow },
    motion: motions[k]!,
  }));
  const kept = turned.filter(
    ({ flow: { offset } }) =>
      offsets === 'all' || (offsets === 'nearest' ? Math.abs(offset) === 1 : offset > 0),
  );
  const plane = size.widthPx * size.heightPx;
  const planes = motionInputs(
    kept.map(({ flow }) => flow),
    size,
    { motions: kept.map(({ motion }) => motion) },
  );
  const share = record.share.slice();
  const label = record.label.slice();
  if (mirrored) {
    mirror(planes, motionPlanes, size);
    mirror(share, 1, size);
    mirror(label, 1, size);
    for (const at of horizontalPlanes) for (let i = at * plane; i < (at + 1) * plane; i++) planes[i]! *= -1;
  }
  return {
    planes,
    target: sharesOfGray(blockMeans(share, size, 2)),
    patches: patchObjects({ share, label, size }),
  };
}

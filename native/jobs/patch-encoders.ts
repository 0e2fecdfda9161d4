import type { RunConfig } from '../api/run-config.ts';
import { usageError } from '../errors.ts';
import type { MotionField } from '../features/embedded-motion.ts';
import type { RgbImage } from '../raster/types.ts';
import type { ClipGeometry } from './clip-geometry.ts';
import type { FramePool } from './frame-pool.ts';
import type { StoredFlows, StoredMotion } from './frame-tasks.ts';

/** What the motion side of an encoder sees of a frame. */
export interface FrameMotion {
  readonly own: MotionField;
  readonly neighbours: readonly MotionField[];
  readonly flows: StoredFlows;
}

/** Turns frames and their motion into patch features (phi of the paper, section 2.1), float16 [N, D]. */
export interface PatchEncoder {
  readonly id: RunConfig['encoder'];
  readonly version: number;
  readonly patchPx: number;
  readonly dim: number;
  encodeFrame(frame: RgbImage, geometry: ClipGeometry): Promise<Uint8Array>;
  encodeMotion(motion: FrameMotion, geometry: ClipGeometry): Promise<StoredMotion>;
}

/** Patch side of the embedded encoder, that of the paper's best, ViT-B/8 (table 2). */
const EMBEDDED_PATCH_PX = 8;
const EMBEDDED_DIM = 128;

/** The encoder that a configuration asks for; throws a usage error for one that this build does not have. */
export function createPatchEncoder(config: RunConfig, pool: FramePool): PatchEncoder {
  if (config.encoder !== 'embedded') {
    throw usageError(`The encoder ${config.encoder} is not part of this version; use --encoder embedded.`);
  }
  return {
    id: 'embedded',
    version: 1,
    patchPx: EMBEDDED_PATCH_PX,
    dim: EMBEDDED_DIM,
    encodeFrame: (frame, { working, grid }) => pool.run('appearanceTask', { frame, working, grid }),
    encodeMotion: (motion, { grid }) => pool.run('motionTask', { ...motion, grid }),
  };
}

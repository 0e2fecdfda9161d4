import { patchSides } from '../api/run-config.ts';
import type { ClipInfo } from '../video/clip.ts';
import type { SoftMaskOrigin } from '../matte/contour/contour-cut.ts';
import type { Enlarging } from '../matte/enlarged-mask.ts';
import { clipGeometry, enlargingOf } from './clip-geometry.ts';
import { frameKeys, type FrameKeys, type KeyedWork } from './keys/frame-keys.ts';
import { encoderIdentity, flowIdentity } from './keys/input-identity.ts';
import { reopenClip } from './stored/reopen-clip.ts';
import type { RunReport } from './report.ts';
import { runFolder, type RunFolder } from './run-folder.ts';
import { shotsFromCuts } from './shots.ts';

/** A finished run: what it says about itself, where its files lie, and the cache keys of what it computed. */
export interface Run extends KeyedWork {
  readonly report: RunReport;
  readonly folder: RunFolder;
  readonly keys: FrameKeys;
  /** Whether `masks/` holds refined masks, and the graph cut's lie beside them. */
  readonly isRefined: boolean;
  /** How its soft masks are enlarged. */
  enlarging(origin: SoftMaskOrigin): Enlarging;
  /** The clip as the run saw it, without examining it; null where it is no longer there. */
  openClip(): Promise<ClipInfo | null>;
}

/**
 * Opens a run from its report alone, without any network: cache keys need ids, versions, sizes and digests. `dir` is
 * where its folder lies now.
 */
export function openRun(report: RunReport, dir: string): Run {
  const { widthPx, heightPx, config, digests, frameCount, sceneCuts, blackBars, part } = report;
  const clip = { widthPx, heightPx, digest: digests['clip'] ?? '', part };
  const work = {
    clip,
    config,
    geometry: clipGeometry(clip, config, patchSides[config.encoder]),
    shots: shotsFromCuts(sceneCuts, frameCount, blackBars),
    flow: flowIdentity(config.flow, digests),
    encoder: encoderIdentity(config.encoder, digests),
  };
  return {
    ...work,
    report,
    folder: runFolder(dir, report),
    keys: frameKeys(work),
    isRefined: report.refinement?.state === 'refined',
    enlarging: (origin) => enlargingOf(config, work.geometry, origin),
    openClip: () => reopenClip(report),
  };
}

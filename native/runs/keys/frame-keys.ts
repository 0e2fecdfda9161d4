import type { RunConfig } from '../../api/run-config.ts';
import { cacheKey } from '../../store/cache-key.ts';
import { temporalSmoothingVersion } from '../../matte/temporal-smoothing.ts';
import { contourCutVersion } from '../../matte/contour/contour-cut.ts';
import { embeddedFlowVersion } from '../../flow/embedded/embedded-flow.ts';
import type { ForegroundSide } from '../../graphcut/choice/foreground-choice.ts';
import { separationVersion } from '../../flow/background/separate.ts';
import { spuriousPartsVersion } from '../../matte/spurious-parts.ts';
import { temporalFilterVersion } from '../../flow/temporal-filter.ts';
import { maskRepairVersion } from '../../flow/mask-repair.ts';
import type { ClipInfo } from '../../video/clip.ts';
import type { RasterSize } from '../../raster/types.ts';
import type { ClipGeometry } from '../clip-geometry.ts';
import { objectVersion } from '../candidates/chosen-objects.ts';
import { takesMaskStep } from '../mask-steps.ts';
import { frameInput } from './clip-keys.ts';
import type { EncoderIdentity, FlowIdentity } from './input-identity.ts';
import { neighbourOffsets, type Shots } from '../shots.ts';

/** What the cache keys of a clip are made of: of a run that works, or of a finished one, without its networks. */
export interface KeyedWork {
  readonly config: RunConfig;
  readonly geometry: ClipGeometry;
  readonly shots: Shots;
  readonly clip: RasterSize & Pick<ClipInfo, 'digest' | 'part'>;
  readonly flow: FlowIdentity;
  readonly encoder: EncoderIdentity;
}

/** The cache keys of one frame's stage outputs, each built on the keys of its inputs. */
export interface FrameKeys {
  flow(index: number): string;
  appearance(index: number): string;
  motion(index: number): string;
  salience(index: number): string;
  cut(index: number): string;
  mask(index: number, sideOneIsForeground: ForegroundSide): string;
}

/**
 * Raised when a stage computes something else than before, so that older cache entries no longer count. All of them count in a
 * run's key: with one more, every finished run would be made again.
 */
export const stageVersions = {
  motion: 6,
  cut: 4,
  object: objectVersion,
  repair: maskRepairVersion,
  separation: separationVersion,
  filter: temporalFilterVersion,
  spuriousParts: spuriousPartsVersion,
  contour: contourCutVersion,
  mask: 5,
  steady: temporalSmoothingVersion,
  measures: 2,
  flow: embeddedFlowVersion,
};
const EPSILON = 1e-5;

/** The cut's options, as the cache key and the computation need them. */
export const cutOptions = ({ alpha, tau }: RunConfig) => ({ alpha, tau, eps: EPSILON });

/** What the contour's way adds to the keys of masks. */
export const contourKey = (config: Pick<RunConfig, 'encoder' | 'maskSteps'>) =>
  takesMaskStep(config, 'contours') ? { contour: contourCutVersion } : {};

/** A function of a frame's number that is computed once for each: keys are built on keys of keys. */
function remembered(keyOf: (index: number) => string): (index: number) => string {
  const known = new Map<number, string>();
  return (index) => {
    const key = known.get(index) ?? keyOf(index);
    known.set(index, key);
    return key;
  };
}

/** The key builders of a clip. Keys hold digests and settings only: the same content anywhere has the same keys. */
export function frameKeys(work: KeyedWork): FrameKeys {
  const { clip, config, geometry, shots, flow, encoder } = work;
  const size = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }) => [widthPx, heightPx];
  const encoderConfig = {
    encoder: encoder.id,
    version: encoder.version,
    weights: encoder.weightsSha256,
    working: size(geometry.working),
  };
  const flowKey = remembered((index) =>
    cacheKey({
      stage: 'flow',
      version: flow.version,
      config: {
        flow: flow.id,
        ...(flow.weightsSha256 === undefined ? {} : { weights: flow.weightsSha256 }),
        input: size(geometry.flowInput),
        size: size(geometry.flow),
        offsets: neighbourOffsets(shots, index),
      },
      inputs: frameInput(clip, index),
    }),
  );
  const appearance = remembered((index) =>
    cacheKey({
      stage: 'appearance',
      version: 1,
      config: encoderConfig,
      inputs: frameInput(clip, index),
    }),
  );
  const motionInputs = (index: number) =>
    [0, ...neighbourOffsets(shots, index)].map((offset) => flowKey(index + offset));
  const motion = remembered((index) =>
    cacheKey({
      stage: 'motion',
      version: stageVersions.motion,
      config: encoderConfig,
      inputs: motionInputs(index),
    }),
  );
  const cut = remembered((index) =>
    cacheKey({
      stage: 'cut',
      version: stageVersions.cut,
      config: cutOptions(config),
      inputs: [appearance(index), motion(index)],
    }),
  );
  return {
    flow: flowKey,
    appearance,
    motion,
    salience: remembered((index) =>
      cacheKey({
        stage: 'salience',
        version: stageVersions.motion,
        config: encoderConfig,
        inputs: motionInputs(index),
      }),
    ),
    cut,
    mask: (index, sideOneIsForeground) =>
      cacheKey({
        stage: 'mask',
        version: stageVersions.mask,
        config: { sideOneIsForeground, bars: { ...shots.bars }, size: size(clip), ...contourKey(config) },
        inputs: [cut(index)],
      }),
  };
}

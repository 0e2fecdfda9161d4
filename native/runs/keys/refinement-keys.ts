import { patchSegmenter, type Segmenter } from '../../models/segmenter.ts';
import { pixelSegmenter } from '../../models/pixel-segmenter.ts';
import type { Provider } from '../../onnx/session.ts';
import { pseudoMaskWeight } from '../../refine/pseudo-masks.ts';
import type { RefinePreset } from '../../refine/presets.ts';
import { cacheKey } from '../../store/cache-key.ts';
import { sharesOfGray } from '../../raster/gray-levels.ts';
import type { FloatPlane, RasterSize } from '../../raster/types.ts';
import type { Store } from '../../store/store.ts';
import { frameInput } from './clip-keys.ts';
import { contourKey, type FrameKeys, type KeyedWork } from './frame-keys.ts';
import { neighbourOffsets } from '../shots.ts';

/** Cache keys of the refinement. */
export interface RefineKeys {
  /** What the network sees of a frame: its picture at the working resolution, or the encoder's features. */
  input(index: number): string;
  /** The graph cut's mask of a frame at the resolution of the logits. */
  readonly share: (index: number) => string;
  /** What the network is trained on: that, or its mean with its neighbours'. */
  readonly target: (index: number) => string;
  /** The training, its checkpoints and its learning curve. */
  readonly training: string;
  /** The trained weights. */
  readonly weights: string;
  /** A frame's soft mask by the trained network. */
  readonly soft: (index: number) => string;
  /** The soft mask that counts: that, or its mean with its neighbours' and the graph cut's. */
  readonly fused: (index: number) => string;
  /** A frame's refined mask file. */
  mask(index: number): string;
}

/** Raised when a part computes something else than before. */
export const refineVersions = { pair: 1, mean: 1, training: 1, soft: 1, fused: 4, mask: 3, settled: 1 };

/** The network of a run's refinement. */
export function segmenterOf({ config, geometry, encoder }: KeyedWork): Segmenter {
  if (encoder.id === 'embedded') return pixelSegmenter(geometry.working);
  const { rows, cols } = geometry.grid;
  const patchPx = geometry.working.widthPx / cols;
  const preset = config.preset === 'paper' ? 'paper' : 'compact';
  return patchSegmenter({ encoder: encoder.id, dim: encoder.dim, patchPx, rows, cols, preset });
}

const sizeOf = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }) => [widthPx, heightPx];

/** The cache key of what the network sees of a frame. */
function inputKey(
  { clip, geometry, keys }: KeyedWork & { readonly keys: FrameKeys },
  segmenter: Segmenter,
  index: number,
): string {
  if (segmenter.input.dtype === 'float16') return keys.appearance(index);
  return cacheKey({
    stage: 'picture',
    version: refineVersions.pair,
    config: { size: sizeOf(geometry.working) },
    inputs: frameInput(clip, index),
  });
}

/** Shares of foreground, 0..1, that the cache keeps as 0..255, [H * W]; null where they are gone or of another size. */
export function storedShares(store: Store, key: string, size: RasterSize): FloatPlane | null {
  const bytes = store.getBlob(key);
  if (bytes?.length !== size.widthPx * size.heightPx) return null;
  return { ...size, data: sharesOfGray(bytes) };
}

/**
 * A refined soft mask, 0..1, that a finished run's report names by its cache key: of the flow's size where it was settled, else
 * at the resolution of the logits; null where it is gone or an earlier version's.
 */
export const storedSoftMask = (run: KeyedWork, key: string, store: Store): FloatPlane | null =>
  // Networks of earlier versions had logits of other sizes.
  storedShares(store, key, run.geometry.flow) ?? storedShares(store, key, segmenterOf(run).output);

/** What the refinement's keys are made of. */
export interface KeyedRefinement {
  readonly work: KeyedWork & {
    readonly clip: { readonly frameCount: number };
    readonly keys: FrameKeys;
  };
  readonly pseudo: { key(index: number): string };
  readonly segmenter: Segmenter;
  readonly preset: RefinePreset;
  readonly steps: number;
  readonly provider: Provider;
  readonly confidence: readonly number[];
}

/** The key builders of a clip's refinement. */
export function refineKeys({
  work,
  pseudo,
  segmenter,
  preset,
  steps,
  provider,
  confidence,
}: KeyedRefinement): RefineKeys {
  const { clip, config, keys } = work;
  const frames = Array.from({ length: clip.frameCount }, (_, index) => index);
  const input = (index: number) => inputKey(work, segmenter, index);
  const share = (index: number) =>
    cacheKey({
      stage: 'target',
      version: refineVersions.pair,
      config: { size: sizeOf(segmenter.output) },
      inputs: [pseudo.key(index)],
    });
  const mean = (index: number) => {
    const averaged = [index, ...neighbourOffsets(work.shots, index).map((offset) => index + offset)];
    return cacheKey({
      stage: 'target',
      version: refineVersions.mean,
      config: { mean: averaged.map((frame) => pseudoMaskWeight(confidence[frame]!)) },
      inputs: [keys.flow(index), ...averaged.map(share)],
    });
  };
  const target = preset.temporalMean ? mean : share;
  const training = cacheKey({
    stage: 'training',
    version: refineVersions.training,
    config: {
      network: segmenter.id,
      steps,
      batch: preset.batch,
      overlap: preset.overlap,
      // Once an option; named still, so that trainings in caches of before are found.
      consistentOnly: false,
      trusted: preset.trusted,
      seed: config.seed,
      provider,
    },
    inputs: frames.flatMap((index) => [input(index), target(index), keys.flow(index)]),
  });
  const weights = cacheKey({
    stage: 'weights',
    version: refineVersions.training,
    config: null,
    inputs: [training],
  });
  const soft = (index: number) =>
    cacheKey({ stage: 'soft', version: refineVersions.soft, config: null, inputs: [weights, input(index)] });
  const fusion = (index: number) =>
    cacheKey({
      stage: 'fused',
      version: refineVersions.fused,
      config: null,
      inputs: [soft(index), share(index), keys.flow(index)],
    });
  const fused = preset.temporalMean ? fusion : soft;
  const mask = (index: number) =>
    cacheKey({
      stage: 'refinedMask',
      version: refineVersions.mask,
      config: { size: sizeOf(clip), ...contourKey(config) },
      inputs: [fused(index)],
    });
  return { input, share, target, training, weights, soft, fused, mask };
}

/** The keys of one network's training on several clips, whose own trainings have these keys. */
export function jointTrainingKeys(trainings: readonly string[], steps: number) {
  const shared = { version: refineVersions.training, config: { steps }, inputs: trainings };
  return {
    training: cacheKey({ stage: 'training', ...shared }),
    weights: cacheKey({ stage: 'weights', ...shared }),
  };
}

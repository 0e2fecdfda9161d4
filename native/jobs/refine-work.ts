import { patchSegmenter, type Segmenter } from '../models/segmenter.ts';
import { pixelSegmenter } from '../models/pixel-segmenter.ts';
import type { Provider } from '../onnx/session.ts';
import { refinePresets, stepsOf, type RefinePreset } from '../refine/presets.ts';
import { cacheKey } from '../store/cache-key.ts';
import type { FloatPlane } from '../raster/types.ts';
import type { Store } from '../store/store.ts';
import type { ClipWork, KeyedWork } from './clip-work.ts';
import type { RunIdentity } from './run-identity.ts';
import type { MaskSource } from './mask-stage.ts';

/** What the stages of one clip's refinement share. */
export interface RefineWork {
  readonly work: ClipWork;
  /** The graph cut's masks: the pseudo masks. */
  readonly pseudo: MaskSource;
  readonly segmenter: Segmenter;
  readonly preset: RefinePreset;
  readonly steps: number;
  readonly provider: Provider;
  readonly keys: RefineKeys;
}

/** Cache keys of the refinement. */
export interface RefineKeys {
  /** What the network sees of a frame: its picture at the working resolution, or the encoder's features. */
  input(index: number): string;
  /** A frame's pseudo mask at the resolution of the logits. */
  target(index: number): string;
  /** The training, its checkpoints and its learning curve. */
  readonly training: string;
  /** The trained weights. */
  readonly weights: string;
  /** A frame's soft mask by the trained network. */
  soft(index: number): string;
  /** A frame's refined mask file. */
  mask(index: number): string;
}

/** Raised when a part computes something else than before. */
export const refineVersions = { pair: 1, training: 1, soft: 1, mask: 1 };

function segmenterOf({ config, geometry, encoder }: KeyedWork): Segmenter {
  if (encoder.id === 'embedded') return pixelSegmenter(geometry.working);
  const { rows, cols } = geometry.grid;
  const patchPx = geometry.working.widthPx / cols;
  const preset = config.preset === 'paper' ? 'paper' : 'compact';
  return patchSegmenter({ encoder: encoder.id, dim: encoder.dim, patchPx, rows, cols, preset });
}

const sizeOf = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }) => [widthPx, heightPx];

/** The cache key of what the network sees of a frame. */
function inputKey({ clip, geometry, keys }: RunIdentity, segmenter: Segmenter, index: number): string {
  if (segmenter.input.dtype === 'float16') return keys.appearance(index);
  return cacheKey({
    stage: 'picture',
    version: refineVersions.pair,
    config: { size: sizeOf(geometry.working) },
    inputs: [clip.digest, String(index)],
  });
}

const softKey = (weights: string, input: string) =>
  cacheKey({ stage: 'soft', version: refineVersions.soft, config: null, inputs: [weights, input] });

/**
 * A frame's soft mask, 0..1, at the resolution of the logits, of a finished run whose trained weights have that cache
 * key; null where the cache no longer holds it.
 */
export function refinedSoftMask(
  run: RunIdentity,
  weightsKey: string,
  store: Store,
  index: number,
): FloatPlane | null {
  const segmenter = segmenterOf(run);
  const bytes = store.getBlob(softKey(weightsKey, inputKey(run, segmenter, index)));
  if (bytes === undefined) return null;
  return { ...segmenter.output, data: Float32Array.from(bytes, (gray) => gray / 255) };
}

function refineKeys(
  { work, pseudo, segmenter, preset, provider }: Omit<RefineWork, 'keys'>,
  steps: number,
): RefineKeys {
  const { clip, config, keys } = work;
  const frames = Array.from({ length: clip.frameCount }, (_, index) => index);
  const input = (index: number) => inputKey(work, segmenter, index);
  const target = (index: number) =>
    cacheKey({
      stage: 'target',
      version: refineVersions.pair,
      config: { size: sizeOf(segmenter.output) },
      inputs: [pseudo.key(index)],
    });
  const training = cacheKey({
    stage: 'training',
    version: refineVersions.training,
    config: {
      network: segmenter.id,
      steps,
      batch: preset.batch,
      overlap: preset.overlap,
      consistentOnly: preset.consistentOnly,
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
  const soft = (index: number) => softKey(weights, input(index));
  const mask = (index: number) =>
    cacheKey({
      stage: 'refinedMask',
      version: refineVersions.mask,
      config: { size: sizeOf(clip) },
      inputs: [soft(index)],
    });
  return { input, target, training, weights, soft, mask };
}

/** Lays out the refinement of a clip whose graph-cut masks are `pseudo`. */
export function refineWork(work: ClipWork, pseudo: MaskSource, provider: Provider): RefineWork {
  const segmenter = segmenterOf(work);
  const preset =
    refinePresets[
      work.encoder.id === 'embedded' ? 'compact' : work.config.preset === 'paper' ? 'paper' : 'compact'
    ];
  const steps = stepsOf(preset, work.config.epochs, work.clip.frameCount);
  const laid = { work, pseudo, segmenter, preset, steps, provider };
  return { ...laid, keys: refineKeys(laid, steps) };
}

import type { Segmenter } from '../../models/segmenter.ts';
import type { Provider } from '../../onnx/session.ts';
import { refinePresets, stepsOf, type RefinePreset } from '../../refine/presets.ts';
import { refineKeys, type RefineKeys, segmenterOf } from '../../runs/keys/refinement-keys.ts';
import type { ClipWork, RestingWork } from '../clip-work.ts';
import type { MaskSource } from '../masks/mask-stage.ts';
import { refinementKind } from '../stage-times.ts';

/** What the stages of one clip's refinement share; its training needs no live work. */
export interface RefineWork<Work extends RestingWork = RestingWork> {
  readonly work: Work;
  /** The graph cut's masks: the pseudo masks. */
  readonly pseudo: MaskSource;
  readonly segmenter: Segmenter;
  readonly preset: RefinePreset;
  readonly steps: number;
  readonly provider: Provider;
  /** How far each frame's pseudo mask can be trusted, 0..1. */
  readonly confidence: readonly number[];
  readonly keys: RefineKeys;
}

/** What a clip's refinement starts from. */
export interface RefineStart {
  /** The graph cut's masks, and each frame's confidence (see `cutMeasures`). */
  readonly pseudo: MaskSource;
  readonly confidence: readonly number[];
}

/** Lays out the refinement of a clip. */
export function refineWork(
  work: ClipWork,
  { pseudo, confidence }: RefineStart,
  provider: Provider,
): RefineWork<ClipWork> {
  const segmenter = segmenterOf(work);
  const preset = refinePresets[refinementKind(work.config)];
  const steps = stepsOf(preset, work.config.epochs, work.clip.frameCount);
  const laid = { work, pseudo, segmenter, preset, steps, provider, confidence };
  return { ...laid, keys: refineKeys(laid) };
}

import { type FrameRange, indicesOf } from '../../base/frame-indices.ts';
import { crfMaskOptions, crfMaskVersion } from '../../crf/crf-mask.ts';
import { contourCutVersion } from '../../matte/contour/contour-cut.ts';
import { cacheKey, type CacheKeyParts } from '../../store/cache-key.ts';
import { type FrameKeys, stageVersions } from './frame-keys.ts';

/** Raised when the same shot gives other candidates than before. */
const CANDIDATES_VERSION = 1;
/** Raised when the same fix gives another mask to start from. */
export const correctedVersion = 1;

/** What the keys of candidates are made of. */
interface KeyedCandidates {
  readonly keys: Pick<FrameKeys, 'cut' | 'flow'>;
  readonly report: { readonly foregroundSides: string };
}

/** The cache key of the candidates of a shot, or of a piece of one. */
export const candidatesKey = ({ keys, report }: KeyedCandidates, range: FrameRange): string =>
  cacheKey({
    stage: 'candidates',
    version: CANDIDATES_VERSION,
    config: { sides: report.foregroundSides.slice(range.first, range.last + 1) },
    inputs: indicesOf(range).flatMap((index) => [keys.cut(index), keys.flow(index)]),
  });

/** The cache key of the eigenvectors that candidates are made of. */
export const eigenvectorsKey = (cut: string): string =>
  cacheKey({ stage: 'eigenvectors', version: CANDIDATES_VERSION, config: null, inputs: [cut] });

/** The cache key of which of its candidates a shot is about. */
export const objectKey = (candidates: string): string =>
  cacheKey({
    stage: 'object',
    version: stageVersions.object,
    config: { contourCutVersion },
    inputs: [candidates],
  });

/** The cache key of how far the flow can carry a shot's masks; `inputs` are the keys of masks and flows. */
export const carryingTrustsKey = (inputs: readonly string[]): string =>
  cacheKey({ stage: 'carryingTrusts', version: stageVersions.repair, config: null, inputs });

/** The cache keys of a shot's repaired soft masks, whose frames count from 0 and are worth so much. */
export function repairedKeys(
  worths: readonly number[],
  inputs: readonly string[],
): (index: number) => string {
  const version = stageVersions.repair;
  const shot = cacheKey({ stage: 'repairedShot', version, config: { worths }, inputs });
  return (index) => cacheKey({ stage: 'repaired', version, config: { index }, inputs: [shot] });
}

/** The cache keys of a shot's separated soft masks, whose frames count from 0. */
export function separatedKeys(inputs: readonly string[]): (index: number) => string {
  const version = stageVersions.separation;
  const shot = cacheKey({ stage: 'separatedShot', version, config: null, inputs });
  return (index) => cacheKey({ stage: 'separated', version, config: { index }, inputs: [shot] });
}

/** The cache key of a filtered soft mask, which stands at place `at` among the frames that `inputs` tell of. */
export const filteredKey = (at: number, inputs: readonly string[]): string =>
  cacheKey({ stage: 'filtered', version: stageVersions.filter, config: { at }, inputs });

/** The cache keys of a shot's soft masks without spurious parts, whose frames count from 0, and of the list of these frames. */
export function spuriousPartsKeys(inputs: readonly string[]): { list: string; mask(index: number): string } {
  const version = stageVersions.spuriousParts;
  const list = cacheKey({ stage: 'spuriousParts', version, config: null, inputs });
  return {
    list,
    mask: (index) => cacheKey({ stage: 'cleaned', version, config: { index }, inputs: [list] }),
  };
}

/** The cache key of a mask file smoothed over time, which stands at place `at` among the frames that `inputs` tell of. */
export const steadyMaskKey = (stage: string, at: number, inputs: readonly string[]): string =>
  cacheKey({ stage, version: stageVersions.steady, config: { steadyAt: at }, inputs });

/** What a soft mask in the place of another adds to its key. */
export type ReplacementParts = Pick<CacheKeyParts, 'version' | 'config' | 'inputs'>;

/** The cache key of a mask file whose soft mask was replaced. */
export const replacedMaskKey = (
  stage: string,
  mask: string,
  { version, config, inputs }: ReplacementParts,
): string => cacheKey({ stage, version, config, inputs: [mask, ...inputs] });

/** The cache key of a mask file after a fully connected CRF. */
export const crfMaskKey = (mask: string): string =>
  cacheKey({
    stage: 'crfMask',
    version: crfMaskVersion,
    config: {
      ...crfMaskOptions.smoothness,
      ...crfMaskOptions.appearance,
      steps: crfMaskOptions.iterations,
    },
    inputs: [mask],
  });

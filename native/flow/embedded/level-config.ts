import type { PatchSearchConfig } from './patch-search.ts';
import type { RefinementConfig } from './variational.ts';

/** What is done at one level. */
export interface LevelConfig {
  readonly search: PatchSearchConfig;
  readonly refinement: RefinementConfig;
}

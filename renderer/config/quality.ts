import { resolveRunConfig, type RunConfig } from '../../native/api/run-config.ts';
import { isSameConfig } from './config-summary.ts';

/** How far a clip's masks are worked out: seconds, minutes, or with the paper's networks. */
export const qualities = ['draft', 'best', 'paper'] as const;
export type Quality = (typeof qualities)[number];

/** The configuration of a quality. */
export const qualityConfig = (quality: Quality): RunConfig =>
  resolveRunConfig(quality === 'paper' ? { preset: 'paper' } : { refine: quality === 'best' });

/** The quality that a configuration is; null where single values differ. Which files are exported, and which frames are run, does not count. */
export const qualityOf = ({ exports, from, to, ...config }: RunConfig): Quality | null =>
  qualities.find((quality) =>
    isSameConfig({ ...qualityConfig(quality), exports, from, to }, { ...config, exports, from, to }),
  ) ?? null;

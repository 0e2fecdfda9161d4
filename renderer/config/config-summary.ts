import type { RunConfig } from '../../native/api/run-config.ts';
import type { Messages } from '../i18n/messages.ts';

/** The settings of a job in one short line. */
export function configSummary(config: RunConfig, texts: Messages['config']): string {
  const parts = [
    config.encoder === 'embedded' && config.flow === 'embedded'
      ? texts.presets.embedded
      : `${texts.encoderNames[config.encoder]} + ${texts.flowNames[config.flow]}`,
    `α ${config.alpha}`,
    `τ ${config.tau}`,
    config.refine ? texts.refined(config.epochs) : texts.unrefined,
  ];
  return parts.join(' · ');
}

/** Whether two configurations say the same. */
export const isSameConfig = (a: RunConfig, b: RunConfig): boolean =>
  (Object.keys(a) as (keyof RunConfig)[]).every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));

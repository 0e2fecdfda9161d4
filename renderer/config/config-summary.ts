import type { RunConfig } from '../../native/api/run-config.ts';
import type { Formats } from '../i18n/formats.ts';
import type { Messages } from '../i18n/english.ts';

/** The networks of a run: those of appearance and of motion, or one word for the embedded ones. */
export const networksOf = (
  { encoder, flow }: Pick<RunConfig, 'encoder' | 'flow'>,
  texts: Messages['config'],
): string =>
  encoder === 'embedded' && flow === 'embedded'
    ? texts.presets.embedded
    : `${texts.encoderNames[encoder]} + ${texts.flowNames[flow]}`;

/** The settings of a job in one short line. */
export function configSummary(config: RunConfig, texts: Messages['config'], { number }: Formats): string {
  const parts = [
    networksOf(config, texts),
    `α ${number(config.alpha, 2)}`,
    `τ ${number(config.tau, 2)}`,
    config.refine ? texts.refined(config.epochs) : texts.unrefined,
    ...(config.crf ? [texts.withCrf] : []),
    ...(config.from === undefined && config.to === undefined ? [] : [texts.part.of(config.from, config.to)]),
  ];
  return parts.join(' · ');
}

/** Whether two configurations say the same. */
export const isSameConfig = (a: RunConfig, b: RunConfig): boolean =>
  (Object.keys({ ...a, ...b }) as (keyof RunConfig)[]).every(
    (key) => JSON.stringify(a[key]) === JSON.stringify(b[key]),
  );

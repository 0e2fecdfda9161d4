import { type FrameFix, ownChoice } from '../../native/api/runs.ts';
import type { Formats } from '../i18n/formats.ts';
import type { Messages } from '../i18n/english.ts';
import { loosenessOf } from './fix-choice.ts';

/** What a frame's fix is, in a few words: each thing in which it differs from the run. */
export function fixWords(
  fix: FrameFix,
  { fix: texts, brush }: Messages['viewer'],
  { number, percent }: Formats,
): string {
  const looseness = loosenessOf(fix);
  const end = looseness < 0 ? texts.tighter : texts.looser;
  return [
    fix.candidates && texts.object(fix.candidates.add, fix.candidates.remove),
    fix.swap && texts.swapped,
    fix.eigenvector !== ownChoice.eigenvector && `${texts.eigenvector} ${fix.eigenvector}`,
    fix.component !== null && `${texts.component}: ${texts.componentRank(fix.component)}`,
    fix.alpha !== null && `α ${number(fix.alpha, 2)}`,
    fix.tau !== null && `τ ${number(fix.tau, 2)}`,
    fix.threshold !== undefined && texts.toward(end, percent(Math.abs(looseness))),
    fix.brushed === true && brush.title,
  ]
    .filter((part) => typeof part === 'string')
    .join(' · ');
}

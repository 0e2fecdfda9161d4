import type { ErrorWords } from '../../native/base/error-words.ts';
import type { Messages } from './english.ts';

/** An error in the language of `errors`; the engine's own sentence where the window has no words for it. */
export function worded(
  errors: Messages['errors'],
  { error, words }: { readonly error: string; readonly words?: ErrorWords | undefined },
): string {
  if (words === undefined || !Object.hasOwn(errors, words.code)) return error;
  const wording = errors[words.code as keyof typeof errors];
  return wording(words.values as never);
}

const damages: readonly string[] = ['video-broken-frames', 'video-cut-off'];

/** The last frame up to which a damaged clip can be run; null for other errors. */
export function lastIntactFrame({ words }: { readonly words?: ErrorWords | undefined }): number | null {
  return words !== undefined && damages.includes(words.code) ? Number(words.values['last']) : null;
}

import { german } from './german.ts';
import { english } from './english.ts';

/** The languages there are, by their code. */
export const catalogues = { en: english, de: german } as const;
export type Language = keyof typeof catalogues;

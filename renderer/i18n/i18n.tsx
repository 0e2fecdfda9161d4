import { createContext, use, useEffect, useMemo, type ReactNode } from 'react';
import { useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { catalogues, type Language } from './catalogues.ts';
import { createFormats, type Formats } from './formats.ts';
import { english, type Messages } from './english.ts';

interface Texts {
  readonly messages: Messages;
  readonly formats: Formats;
}

const TextsContext = createContext<Texts>({ messages: english, formats: createFormats('en') });

/** Speaks the language of the settings. */
export function I18nProvider({ children }: { readonly children: ReactNode }) {
  const language: Language = valueOf(useSettings())?.language ?? 'en';
  const texts = useMemo(
    () => ({ messages: catalogues[language], formats: createFormats(language) }),
    [language],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return <TextsContext value={texts}>{children}</TextsContext>;
}

/** The texts in the person's language. */
export const useMessages = (): Messages => use(TextsContext).messages;

/** How numbers, sizes and times are written in the person's language. */
export const useFormats = (): Formats => use(TextsContext).formats;

import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { FodvidHost } from '../native/api/host.ts';
import { I18nProvider } from './i18n/i18n.tsx';
import { WindowLayout } from './layout/window-layout.tsx';
import { AppContext } from './state/app-context.ts';
import { createAppState } from './state/app-state.ts';
import type { EngineLink } from './state/engine-link.ts';
import { AppTheme } from './theme/app-theme.tsx';

/** What the page is given by its host. */
export interface AppEnvironment {
  readonly engine: EngineLink;
  /** The address under which pictures lie, with a slash at its end. */
  readonly mediaRoot: string;
  /** What Electron's preload offers; null in a browser. */
  readonly host: FodvidHost | null;
}

/** Shows the user interface in `container`. */
export function startApp(container: HTMLElement, { engine, mediaRoot, host }: AppEnvironment): void {
  const state = createAppState(engine, mediaRoot, host);
  createRoot(container).render(
    <StrictMode>
      <AppContext value={state}>
        <I18nProvider>
          <AppTheme>
            <WindowLayout />
          </AppTheme>
        </I18nProvider>
      </AppContext>
    </StrictMode>,
  );
}

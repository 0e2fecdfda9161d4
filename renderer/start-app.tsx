import '@fontsource-variable/inter';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { FodvidHost } from '../native/api/host.ts';
import type { EngineAccess } from './client/engine-access.ts';
import { I18nProvider } from './i18n/i18n.tsx';
import { WindowLayout } from './layout/window-layout.tsx';
import { AppContext } from './state/app-context.ts';
import { createAppState } from './state/app-state.ts';
import { AppTheme } from './theme/app-theme.tsx';

/** Shows the user interface in `container`; `host` is what Electron's preload offers, null in a browser. */
export function startApp(container: HTMLElement, access: EngineAccess, host: FodvidHost | null): void {
  const state = createAppState(access, host);
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

import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { CssBaseline } from '@mui/material';
import { ThemeProvider, useColorScheme } from '@mui/material/styles';
import { useEffect, useMemo, type ReactNode } from 'react';
import { useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { createAppTheme } from './theme.ts';
import { useReducedMotion } from './reduced-motion.ts';
import { styleNonce } from './style-nonce.ts';

function FollowSettings(): null {
  const { setMode } = useColorScheme();
  const theme = valueOf(useSettings())?.theme;
  const reduced = useReducedMotion();
  useEffect(() => {
    if (theme !== undefined) setMode(theme);
  }, [theme, setMode]);
  useEffect(() => {
    document.documentElement.dataset['motion'] = reduced ? 'reduced' : 'full';
  }, [reduced]);
  return null;
}

/** Colours, type and motion, as the settings say. */
export function AppTheme({ children }: { readonly children: ReactNode }) {
  const cache = useMemo(() => {
    const nonce = styleNonce();
    return createCache({ key: 'fv', ...(nonce === null ? {} : { nonce }) });
  }, []);
  const theme = useMemo(() => createAppTheme(), []);
  return (
    <CacheProvider value={cache}>
      <ThemeProvider theme={theme} defaultMode="system">
        <CssBaseline enableColorScheme />
        <FollowSettings />
        {children}
      </ThemeProvider>
    </CacheProvider>
  );
}

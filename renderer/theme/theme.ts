import { createTheme, type Theme } from '@mui/material/styles';
import { componentStyles } from './component-styles.ts';
import { palettes } from './palette.ts';

/** The families of text: Inter is bundled; numbers that change use its tabular figures. */
export const fontFamily = '"Inter Variable", system-ui, sans-serif';

/** The one theme, in two colour schemes; a change of the scheme only changes CSS variables. */
export const createAppTheme = (): Theme =>
  createTheme({
    cssVariables: { colorSchemeSelector: 'data-theme' },
    colorSchemes: { light: { palette: palettes.light }, dark: { palette: palettes.dark } },
    spacing: 8,
    shape: { borderRadius: 8 },
    typography: {
      fontFamily,
      fontSize: 13,
      h1: { fontSize: '1.0625rem', fontWeight: 620, lineHeight: 1.4, letterSpacing: '-0.01em' },
      h2: { fontSize: '0.9375rem', fontWeight: 600, lineHeight: 1.4 },
      h3: { fontSize: '0.8125rem', fontWeight: 600, lineHeight: 1.4 },
      body1: { fontSize: '0.875rem', lineHeight: 1.45 },
      body2: { fontSize: '0.8125rem', lineHeight: 1.45 },
      caption: { fontSize: '0.75rem', lineHeight: 1.4 },
      button: { textTransform: 'none', fontWeight: 560 },
    },
    components: componentStyles,
  });

import type { Components, Theme } from '@mui/material/styles';

const focusRing = { outline: '2px solid var(--mui-palette-primary-main)', outlineOffset: 2 };

/** How MUI's components look here: flat, dense, quiet; the focus is always to be seen. */
export const componentStyles: Components<Theme> = {
  MuiCssBaseline: {
    styleOverrides: {
      'html, body, #root': { height: '100%' },
      body: { overflow: 'hidden', fontFeatureSettings: '"cv05", "ss03"' },
      ':focus-visible': focusRing,
      // Of components/ellipsis-text.tsx, of which lists mount many: a style of its own for each takes too long.
      '.ellipsis-text': { display: 'inline-flex', minWidth: 0, maxWidth: '100%', whiteSpace: 'pre' },
      '.ellipsis-text-start': { overflow: 'hidden', textOverflow: 'ellipsis' },
      '[data-motion="reduced"] *, [data-motion="reduced"] *::before, [data-motion="reduced"] *::after': {
        animationDuration: '0.01ms !important',
        animationIterationCount: '1 !important',
        transitionDuration: '0.01ms !important',
        scrollBehavior: 'auto !important',
      },
    },
  },
  MuiButtonBase: {
    defaultProps: { disableRipple: true },
    styleOverrides: { root: { '&.Mui-focusVisible': focusRing } },
  },
  MuiButton: {
    defaultProps: { disableElevation: true, size: 'small' },
    styleOverrides: { root: { minHeight: 32, paddingInline: 12, whiteSpace: 'nowrap' } },
  },
  // Without the ripple MUI does not tell the pointer that a button is one.
  MuiIconButton: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: { borderRadius: 6, '&:hover': { backgroundColor: 'var(--mui-palette-action-hover)' } },
    },
  },
  MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
  MuiTooltip: { defaultProps: { enterDelay: 400, disableInteractive: true } },
  MuiTextField: { defaultProps: { size: 'small' } },
  MuiInputBase: {
    styleOverrides: {
      input: { '&::placeholder': { color: 'var(--mui-palette-text-secondary)', opacity: 1 } },
    },
  },
  MuiSelect: { defaultProps: { size: 'small' } },
  // Clipped, not hidden: a browser scrolls a hidden overflow to the input that takes the focus.
  MuiSwitch: {
    defaultProps: { size: 'small' },
    styleOverrides: {
      root: { overflow: 'clip' },
      // MUI's own thumb is white while it is off: on a light surface only its shadow would be seen.
      switchBase: { '&:not(.Mui-checked)': { color: 'var(--mui-palette-text-secondary)' } },
    },
  },
  MuiTableCell: { styleOverrides: { root: { borderBottomColor: 'var(--mui-palette-divider)' } } },
  MuiToggleButton: {
    styleOverrides: {
      root: {
        color: 'var(--mui-palette-text-secondary)',
        borderColor: 'var(--mui-palette-divider)',
        '&.Mui-selected, &.Mui-selected:hover': {
          color: 'var(--mui-palette-primary-main)',
          backgroundColor: 'var(--mui-palette-action-selected)',
        },
      },
    },
  },
  MuiChip: {
    defaultProps: { size: 'small' },
    styleOverrides: { root: { borderRadius: 6, fontWeight: 500 } },
  },
  MuiDialog: {
    styleOverrides: { paper: { border: '1px solid var(--mui-palette-divider)', borderRadius: 12 } },
  },
  MuiDialogTitle: {
    styleOverrides: { root: { fontSize: '1.0625rem', fontWeight: 620, padding: '16px 20px 8px' } },
  },
  MuiDialogContent: { styleOverrides: { root: { padding: '8px 20px' } } },
  MuiDialogActions: { styleOverrides: { root: { padding: '12px 20px 16px' } } },
  // A track in MUI's light primary would pass for a full bar.
  MuiLinearProgress: {
    styleOverrides: {
      root: { height: 4, borderRadius: 2, backgroundColor: 'var(--mui-palette-divider)' },
    },
  },
  MuiMenuItem: { styleOverrides: { root: { minHeight: 32, fontSize: '0.8125rem' } } },
};

import type { PaletteOptions } from '@mui/material/styles';

/** Grays with a trace of blue, one violet accent that is none of the colours of masks and diffs; AA on their surfaces. */
export const palettes = {
  light: {
    primary: { main: '#4a54c4', dark: '#3a43a6', light: '#6871d8', contrastText: '#ffffff' },
    secondary: { main: '#565c69', contrastText: '#ffffff' },
    error: { main: '#b3261e', contrastText: '#ffffff' },
    warning: { main: '#8a5300', contrastText: '#ffffff' },
    success: { main: '#1c6e3f', contrastText: '#ffffff' },
    info: { main: '#2b6291', contrastText: '#ffffff' },
    background: { default: '#f3f4f6', paper: '#ffffff' },
    text: { primary: '#16181d', secondary: '#565c69', disabled: '#8b909c' },
    divider: '#dfe1e6',
    action: { active: '#565c69', hover: 'rgba(22, 24, 29, 0.05)', selected: 'rgba(74, 84, 196, 0.10)' },
  },
  dark: {
    primary: { main: '#9aa4ff', dark: '#7b86f0', light: '#b8bfff', contrastText: '#11131a' },
    secondary: { main: '#a4aab8', contrastText: '#11131a' },
    error: { main: '#ff8f87', contrastText: '#11131a' },
    warning: { main: '#f0b255', contrastText: '#11131a' },
    success: { main: '#6fcf97', contrastText: '#11131a' },
    info: { main: '#7fb8e6', contrastText: '#11131a' },
    background: { default: '#121317', paper: '#1a1c21' },
    text: { primary: '#e8eaef', secondary: '#a4aab8', disabled: '#6c7280' },
    divider: '#2b2e36',
    action: { active: '#a4aab8', hover: 'rgba(232, 234, 239, 0.06)', selected: 'rgba(154, 164, 255, 0.14)' },
  },
} as const satisfies Readonly<Record<'light' | 'dark', PaletteOptions>>;

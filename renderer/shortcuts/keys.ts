const isMac = () => /mac/i.test(navigator.platform);

/** `mod+Shift+s`-like text of what was pressed; Shift is said only with letters and named keys, for `?` needs it anyway. */
export function pressedKeys(event: KeyboardEvent): string {
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key));
  return [mod && 'mod', event.altKey && 'alt', shift && 'shift', key].filter(Boolean).join('+');
}

/** Keys whose caps carry a word, which another language's keyboards write differently. */
export type NamedKey = 'Ctrl' | 'Alt' | 'Shift' | 'Enter' | 'Delete' | 'Home' | 'End' | 'Space';

const arrows: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** Keys as people read them, one text for each cap: Ctrl and Enter, on macOS ⌘ and Enter. */
export function readableKeys(keys: string, names: Readonly<Record<NamedKey, string>>): string[] {
  const symbols: Readonly<Record<string, string>> = {
    ...arrows,
    ...(isMac()
      ? { mod: '⌘', alt: '⌥', shift: '⇧' }
      : { mod: names.Ctrl, alt: names.Alt, shift: names.Shift }),
    Enter: names.Enter,
    Delete: names.Delete,
    Home: names.Home,
    End: names.End,
    ' ': names.Space,
    // As wide as the plus sign that it stands beside.
    '-': '−',
  };
  // A plus sign at the end is a key, not what joins keys.
  return keys.split(/\+(?!$)/).map((key) => symbols[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

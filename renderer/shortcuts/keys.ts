const isMac = () => /mac/i.test(navigator.platform);

/** `mod+Shift+s`-like text of what was pressed; Shift is said only with letters and named keys, for `?` needs it anyway. */
export function pressedKeys(event: KeyboardEvent): string {
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key));
  return [mod && 'mod', event.altKey && 'alt', shift && 'shift', key].filter(Boolean).join('+');
}

const symbols: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': '␣',
};

/** Keys as people read them: Ctrl + Enter, ⌘ + Enter. */
export function readableKeys(keys: string): string[] {
  const modifiers: Readonly<Record<string, string>> = isMac()
    ? { mod: '⌘', alt: '⌥', shift: '⇧' }
    : { mod: 'Ctrl', alt: 'Alt', shift: 'Shift' };
  return keys
    .split('+')
    .map((key) => modifiers[key] ?? symbols[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

import { useEffect, useEffectEvent } from 'react';
import { pressedKeys } from './keys.ts';
import { shortcutKeys, type ShortcutId } from './shortcut-list.ts';

/** Whether the keys belong to what has the focus: text that is typed, a dialog or an open menu. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target === null) return false;
  const typing = target.matches(
    'input:not([type=checkbox], [type=radio], [type=range]), textarea, [contenteditable]',
  );
  return typing || target.closest('[role=dialog], [role=menu], [role=listbox]') !== null;
}

/** Does `run` when the shortcut's keys are pressed anywhere in the window, unless what has the focus needs them. */
export function useShortcut(id: ShortcutId, run: () => void, enabled = true): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isTaken(event) || !shortcutKeys(id).includes(pressedKeys(event))) return;
    event.preventDefault();
    run();
  });
  useEffect(() => {
    if (!enabled) return undefined;
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [enabled]);
}

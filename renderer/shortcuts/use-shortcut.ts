import { useEffect, useEffectEvent } from 'react';
import { pressedKeys } from './keys.ts';
import { shortcutKeys, type ShortcutId } from './shortcut-list.ts';

/** Whether the keys belong to what has the focus: text that is typed, a button or switch that is pressed, a dialog or an open menu. */
function isTaken(event: KeyboardEvent): boolean {
  const target = event.target instanceof HTMLElement ? event.target : null;
  if (target === null) return false;
  const typing = target.matches(
    'input:not([type=checkbox], [type=radio], [type=range]), textarea, [contenteditable]',
  );
  const pressing =
    [' ', 'Enter'].includes(event.key) &&
    target.closest('button, a[href], summary, [role=button], input[type=checkbox], input[type=radio]') !==
      null;
  return (
    typing ||
    pressing ||
    target.closest('[role=dialog], [role=alertdialog], [role=menu], [role=listbox]') !== null
  );
}

/** Does `run`, which hears the keys, when the shortcut's keys are pressed anywhere in the window, unless what has the focus needs them. */
export function useShortcut(id: ShortcutId, run: (keys: string) => void, enabled = true): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const keys = pressedKeys(event);
    if (event.defaultPrevented || isTaken(event) || !shortcutKeys(id).includes(keys)) return;
    event.preventDefault();
    run(keys);
  });
  useEffect(() => {
    if (!enabled) return undefined;
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [enabled]);
}

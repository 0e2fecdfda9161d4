import type { ContextMenuParams, MenuItemConstructorOptions } from 'electron';
import type { AppTexts } from '../app-texts.ts';

const separator: MenuItemConstructorOptions = { type: 'separator' };

/** The menu Edit. Electron's own texts are English only, so each item has one. */
export function editItems(texts: AppTexts): MenuItemConstructorOptions[] {
  const { undo, redo, cut, copy, paste, deleteText, selectAll } = texts.editing;
  return [
    { role: 'undo', label: undo },
    { role: 'redo', label: redo },
    separator,
    { role: 'cut', label: cut },
    { role: 'copy', label: copy },
    { role: 'paste', label: paste },
    { role: 'delete', label: deleteText },
    separator,
    { role: 'selectAll', label: selectAll },
  ];
}

/** What a text field, or selected text, offers; nothing elsewhere. */
export function contextItems(
  {
    isEditable,
    selectionText,
    editFlags,
  }: Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags'>,
  texts: AppTexts,
): MenuItemConstructorOptions[] {
  const { undo, redo, cut, copy, paste, selectAll } = texts.editing;
  if (!isEditable) return selectionText.trim() === '' ? [] : [{ role: 'copy', label: copy }];
  return [
    { role: 'undo', label: undo, enabled: editFlags.canUndo },
    { role: 'redo', label: redo, enabled: editFlags.canRedo },
    separator,
    { role: 'cut', label: cut, enabled: editFlags.canCut },
    { role: 'copy', label: copy, enabled: editFlags.canCopy },
    { role: 'paste', label: paste, enabled: editFlags.canPaste },
    separator,
    { role: 'selectAll', label: selectAll, enabled: editFlags.canSelectAll },
  ];
}

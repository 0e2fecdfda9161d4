import { Button } from '@mui/material';
import { useCallback, useRef, useState } from 'react';
import { DialogShell } from '../components/dialog-shell.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { FolderBrowser } from '../library/folder-browser.tsx';
import { useFolder } from '../library/use-folder.ts';
import { useQueue } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';

/** What is chosen of the library, and the folder that was looked into. */
export interface LibraryChoice {
  readonly paths: readonly string[];
  readonly folder: string | null;
}

interface LibraryDialogProps {
  /** What was chosen before, to be changed. */
  readonly first: LibraryChoice;
  readonly onChosen: (choice: LibraryChoice) => void;
  readonly onSend: (files: readonly File[]) => void;
  readonly onClose: () => void;
}

function toggled(selected: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(path)) next.add(path);
  return next;
}

/** Chooses clips from the folders that the engine offers; in a browser this is the system's dialog. */
export function LibraryDialog({ first, onChosen, onSend, onClose }: LibraryDialogProps) {
  const { add } = useMessages();
  const texts = add.library;
  const folder = useFolder(first.folder);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(first.paths));
  const toggle = useCallback((path: string) => setSelected((before) => toggled(before, path)), []);
  const queued = new Set(valueOf(useQueue())?.items.map(({ clip }) => clip));
  const input = useRef<HTMLInputElement>(null);
  const choose = () => onChosen({ paths: [...selected], folder: valueOf(folder.loaded)?.path ?? null });
  const clips = (valueOf(folder.loaded)?.entries ?? []).filter(({ kind }) => kind !== 'folder');
  const selectAll = () => setSelected(new Set([...selected, ...clips.map(({ path }) => path)]));
  return (
    <DialogShell
      title={add.title}
      width="md"
      heightPx={480}
      onClose={onClose}
      aside={
        <>
          <Button color="secondary" sx={{ ml: -1.5 }} onClick={() => input.current?.click()}>
            {texts.send}
          </Button>
          {/* After the button: the row gives what follows its first element a margin. */}
          <input
            ref={input}
            type="file"
            multiple
            hidden
            onChange={({ target }) => onSend([...(target.files ?? [])])}
          />
        </>
      }
      status={
        selected.size > 0 && (
          <span style={{ display: 'block', textAlign: 'right' }}>{texts.selected(selected.size)}</span>
        )
      }
      actions={
        <Button variant="contained" disabled={selected.size === 0} onClick={choose}>
          {texts.next}
        </Button>
      }
    >
      <FolderBrowser folder={folder} empty={texts.empty} selection={{ selected, onToggle: toggle, queued }}>
        <Button color="secondary" disabled={clips.length === 0} onClick={selectAll}>
          {texts.selectAll}
        </Button>
      </FolderBrowser>
    </DialogShell>
  );
}

import { Button } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { DialogShell } from '../components/dialog-shell.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { FolderBrowser } from './folder-browser.tsx';
import { useFolder } from './use-folder.ts';

interface FolderDialogProps {
  readonly title: string;
  /** Null: none was chosen. */
  readonly onEnd: (path: string | null) => void;
}

function FolderDialog({ title, onEnd }: FolderDialogProps) {
  const { library } = useMessages().add;
  const folder = useFolder();
  const path = valueOf(folder.loaded)?.path ?? null;
  return (
    <DialogShell
      title={title}
      width="sm"
      heightPx={400}
      onClose={() => onEnd(null)}
      actions={
        <Button variant="contained" disabled={path === null} onClick={() => onEnd(path)}>
          {library.useFolder}
        </Button>
      }
    >
      <FolderBrowser
        folder={folder}
        shows={({ kind }) => kind !== 'video'}
        empty={library.noFolders}
        selection={null}
      />
    </DialogShell>
  );
}

/** Asks for a folder: by the system's dialog in Electron, else among the library's folders; `dialog` is to be rendered. */
export function useChooseFolder(title: string): {
  readonly chooseFolder: () => Promise<string | null>;
  readonly dialog: ReactNode;
} {
  const { host } = useApp();
  const [asked, setAsked] = useState<{ readonly end: (path: string | null) => void } | null>(null);
  const chooseFolder = () =>
    host === null
      ? new Promise<string | null>((resolve) => {
          setAsked({
            end: (path) => {
              setAsked(null);
              resolve(path);
            },
          });
        })
      : host.chooseFolder();
  return { chooseFolder, dialog: asked === null ? null : <FolderDialog title={title} onEnd={asked.end} /> };
}

import ArrowUpward from '@mui/icons-material/ArrowUpward';
import FolderOutlined from '@mui/icons-material/FolderOutlined';
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  List,
  ListItemButton,
  ListItemIcon,
  ListItemText,
} from '@mui/material';
import { useEffect, useState, type ReactNode } from 'react';
import type { Result } from '../../native/api/contract.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { Busy } from './loaded-view.tsx';
import { MiddleEllipsis } from './middle-ellipsis.tsx';

type Folder = Result<'library.browse'>;

interface FolderDialogProps {
  readonly title: string;
  /** Null: none was chosen. */
  readonly onEnd: (path: string | null) => void;
}

function FolderDialog({ title, onEnd }: FolderDialogProps) {
  const { common, viewer } = useMessages();
  const { engine, attempt } = useApp();
  const [path, setPath] = useState<string | null>(null);
  const [folder, setFolder] = useState<Folder | null>(null);
  useEffect(() => {
    void attempt(engine.call('library.browse', { path }).then(setFolder));
  }, [engine, attempt, path]);
  const inner = folder?.entries.filter(({ kind }) => kind !== 'video') ?? [];
  const shown = folder?.path ?? null;
  return (
    <Dialog open onClose={() => onEnd(null)} maxWidth="sm" fullWidth>
      <DialogTitle>{title}</DialogTitle>
      <DialogContent sx={{ height: 360, display: 'flex', flexDirection: 'column' }}>
        <Box sx={{ typography: 'body2', color: 'text.secondary', minHeight: 20 }}>
          {shown !== null && <MiddleEllipsis text={shown} />}
        </Box>
        {folder === null ? (
          <Busy label={common.loading} />
        ) : (
          <List dense aria-label={title} sx={{ overflowY: 'auto', flex: 1 }}>
            {shown !== null && (
              <ListItemButton onClick={() => setPath(folder.parent)}>
                <ListItemIcon sx={{ minWidth: 36 }}>
                  <ArrowUpward fontSize="small" />
                </ListItemIcon>
                <ListItemText primary={viewer.folders.up} />
              </ListItemButton>
            )}
            {inner.map((entry) => (
              <ListItemButton key={entry.path} onClick={() => setPath(entry.path)}>
                <ListItemIcon sx={{ minWidth: 36 }}>
                  <FolderOutlined fontSize="small" />
                </ListItemIcon>
                <ListItemText primary={entry.name} />
              </ListItemButton>
            ))}
            {inner.length === 0 && <Box sx={{ p: 2, color: 'text.secondary' }}>{viewer.folders.none}</Box>}
          </List>
        )}
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={() => onEnd(null)}>
          {common.actions.cancel}
        </Button>
        <Button variant="contained" disabled={shown === null} onClick={() => onEnd(shown)}>
          {viewer.folders.choose}
        </Button>
      </DialogActions>
    </Dialog>
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

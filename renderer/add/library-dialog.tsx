import ArrowUpward from '@mui/icons-material/ArrowUpward';
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
  Typography,
} from '@mui/material';
import { useRef, useState } from 'react';
import type { FolderEntry } from '../../native/api/machine.ts';
import { IconAction } from '../components/icon-action.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/store.ts';
import { LibraryList } from './library-list.tsx';
import { useFolder } from './use-folder.ts';

interface LibraryDialogProps {
  readonly onChosen: (paths: readonly string[]) => void;
  readonly onSend: (files: readonly File[]) => void;
  readonly onClose: () => void;
}

function toggled(selected: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(path)) next.add(path);
  return next;
}

function Entries(props: {
  readonly entries: readonly FolderEntry[];
  readonly filter: string;
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (path: string) => void;
  readonly onOpen: (path: string) => void;
}) {
  const { library } = useMessages().add;
  const { entries, filter, ...list } = props;
  const found = entries.filter(({ name }) => name.toLowerCase().includes(filter.trim().toLowerCase()));
  if (found.length > 0) return <LibraryList entries={found} {...list} />;
  return (
    <Typography variant="body2" sx={{ p: 3, color: 'text.secondary', textAlign: 'center' }}>
      {entries.length === 0 ? library.empty : library.nothingFound}
    </Typography>
  );
}

/** Chooses clips from the folders that the engine offers; in a browser this is the system's dialog. */
export function LibraryDialog({ onChosen, onSend, onClose }: LibraryDialogProps) {
  const { common, add } = useMessages();
  const texts = add.library;
  const roots = valueOf(useStore(useApp().info))?.libraryDirs ?? [];
  // Where there is only one folder, a list of folders would be a step for nothing.
  const [path, setPath] = useState<string | null>(roots.length === 1 ? roots[0]! : null);
  const [attemptCount, setAttemptCount] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState('');
  const folder = useFolder(path, attemptCount);
  const input = useRef<HTMLInputElement>(null);
  const value = folder.status === 'ready' ? folder.value : null;
  function open(next: string | null): void {
    setPath(next);
    setFilter('');
  }
  function selectAll(): void {
    const clips = (value?.entries ?? []).filter(({ kind }) => kind !== 'folder');
    setSelected(new Set([...selected, ...clips.map((entry) => entry.path)]));
  }
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="md">
      <DialogTitle>{add.title}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', height: 480 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, mb: 1, minWidth: 0 }}>
          <IconAction
            label={texts.up}
            disabled={value === null || value.path === null}
            onClick={() => open(value?.parent ?? null)}
          >
            <ArrowUpward fontSize="small" />
          </IconAction>
          <Typography variant="body2" component="span" sx={{ flex: 1, minWidth: 0, display: 'flex' }}>
            <MiddleEllipsis text={value?.path ?? texts.roots} />
          </Typography>
          <TextField
            placeholder={texts.filter}
            value={filter}
            onChange={({ target }) => setFilter(target.value)}
            slotProps={{ htmlInput: { 'aria-label': texts.filter } }}
            sx={{ width: 200 }}
          />
          <Button color="secondary" onClick={selectAll}>
            {texts.selectAll}
          </Button>
        </Box>
        <Box sx={{ flex: 1, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}>
          <LoadedView loaded={folder} onRetry={() => setAttemptCount(attemptCount + 1)}>
            {({ entries }) => (
              <Entries
                entries={entries}
                filter={filter}
                selected={selected}
                onToggle={(one) => setSelected(toggled(selected, one))}
                onOpen={open}
              />
            )}
          </LoadedView>
        </Box>
      </DialogContent>
      <DialogActions>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          onChange={({ target }) => onSend([...(target.files ?? [])])}
        />
        <Button color="secondary" onClick={() => input.current?.click()}>
          {texts.send}
        </Button>
        <Box sx={{ flex: 1, typography: 'body2', color: 'text.secondary', textAlign: 'right' }} role="status">
          {selected.size > 0 && texts.selected(selected.size)}
        </Box>
        <Button onClick={onClose}>{common.actions.cancel}</Button>
        <Button variant="contained" disabled={selected.size === 0} onClick={() => onChosen([...selected])}>
          {texts.next}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

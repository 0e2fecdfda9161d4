import ArrowUpward from '@mui/icons-material/ArrowUpward';
import { Box, TextField, Typography } from '@mui/material';
import { useCallback, useState, type ReactNode } from 'react';
import type { FolderEntry } from '../../native/api/machine.ts';
import { IconAction } from '../components/icon-action.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { valueOf } from '../state/resource.ts';
import { FolderList, type Selection } from './folder-list.tsx';
import type { OpenedFolder } from './use-folder.ts';

interface FolderBrowserProps {
  readonly folder: OpenedFolder;
  /** Which of its entries are shown; by default all. */
  readonly shows?: (entry: FolderEntry) => boolean;
  /** Said where a folder has nothing that is shown. */
  readonly empty: string;
  readonly selection: Selection | null;
  /** At the right of the filter. */
  readonly children?: ReactNode;
}

/** Walks through the folders that the engine offers: where one is, a filter, and what lies there. */
export function FolderBrowser({
  folder,
  shows = () => true,
  empty,
  selection,
  children,
}: FolderBrowserProps) {
  const { library } = useMessages().add;
  const [filter, setFilter] = useState('');
  const value = valueOf(folder.loaded);
  const wanted = filter.trim().toLowerCase();
  const enter = folder.open;
  const open = useCallback(
    (path: string | null) => {
      enter(path);
      setFilter('');
    },
    [enter],
  );
  return (
    <>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0 }}>
        <IconAction
          label={library.up}
          disabled={value === null || value.path === null}
          onClick={() => open(value?.parent ?? null)}
        >
          <ArrowUpward fontSize="small" />
        </IconAction>
        <Typography variant="body2" component="span" sx={{ flex: 1, minWidth: 0, display: 'flex' }}>
          <MiddleEllipsis text={value?.path ?? library.roots} />
        </Typography>
        <TextField
          placeholder={library.filter}
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
          slotProps={{ htmlInput: { 'aria-label': library.filter } }}
          sx={{ width: 180 }}
        />
        {children}
      </Box>
      <Box sx={{ flex: 1, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}>
        <LoadedView loaded={folder.loaded} onRetry={folder.retry}>
          {({ entries }) => {
            const shown = entries.filter(shows);
            const found = shown.filter(({ name }) => name.toLowerCase().includes(wanted));
            if (found.length > 0)
              return <FolderList key={value?.path} entries={found} selection={selection} onOpen={open} />;
            return (
              <Typography variant="body2" sx={{ p: 3, color: 'text.secondary', textAlign: 'center' }}>
                {shown.length === 0 ? empty : library.nothingFound}
              </Typography>
            );
          }}
        </LoadedView>
      </Box>
    </>
  );
}

import BurstMode from '@mui/icons-material/BurstModeOutlined';
import CheckBox from '@mui/icons-material/CheckBox';
import CheckBoxOutlineBlank from '@mui/icons-material/CheckBoxOutlineBlank';
import ChevronRight from '@mui/icons-material/ChevronRight';
import FolderOutlined from '@mui/icons-material/FolderOutlined';
import VideoFileOutlined from '@mui/icons-material/VideoFileOutlined';
import { List, ListItem, ListItemButton, ListItemIcon, Typography } from '@mui/material';
import type { ComponentType } from 'react';
import type { FolderEntry } from '../../native/api/machine.ts';
import { IconAction } from '../components/icon-action.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';

const icons: Readonly<Record<FolderEntry['kind'], ComponentType<{ fontSize: 'small' }>>> = {
  folder: FolderOutlined,
  video: VideoFileOutlined,
  frames: BurstMode,
};

interface EntryProps {
  readonly entry: FolderEntry;
  readonly selected: boolean;
  readonly onToggle: () => void;
  readonly onOpen: () => void;
}

function Entry({ entry, selected, onToggle, onOpen }: EntryProps) {
  const { library } = useMessages().add;
  const { bytes } = useFormats();
  const Icon = icons[entry.kind];
  const Mark = selected ? CheckBox : CheckBoxOutlineBlank;
  const isFolder = entry.kind === 'folder';
  return (
    <ListItem
      disablePadding
      secondaryAction={
        isFolder && (
          <IconAction label={library.open(entry.name)} onClick={onOpen}>
            <ChevronRight fontSize="small" />
          </IconAction>
        )
      }
    >
      <ListItemButton
        role="checkbox"
        aria-checked={selected}
        dense
        selected={selected}
        onClick={onToggle}
        onDoubleClick={isFolder ? onOpen : undefined}
      >
        <Mark fontSize="small" color={selected ? 'primary' : 'action'} sx={{ mr: 1 }} />
        <ListItemIcon sx={{ minWidth: 32 }}>
          <Icon fontSize="small" />
        </ListItemIcon>
        <Typography variant="body2" component="span" sx={{ flex: 1, minWidth: 0, display: 'flex' }}>
          <MiddleEllipsis text={entry.name} />
        </Typography>
        <Typography
          variant="caption"
          component="span"
          sx={{ color: 'text.secondary', ml: 2, mr: isFolder ? 3 : 0 }}
        >
          {entry.sizeBytes === null ? library.kinds[entry.kind] : bytes(entry.sizeBytes)}
        </Typography>
      </ListItemButton>
    </ListItem>
  );
}

interface LibraryListProps {
  readonly entries: readonly FolderEntry[];
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (path: string) => void;
  readonly onOpen: (path: string) => void;
}

/** What lies in a folder of the library, to be selected or entered. */
export function LibraryList({ entries, selected, onToggle, onOpen }: LibraryListProps) {
  const { library } = useMessages().add;
  return (
    <List dense disablePadding aria-label={library.label}>
      {entries.map((entry) => (
        <Entry
          key={entry.path}
          entry={entry}
          selected={selected.has(entry.path)}
          onToggle={() => onToggle(entry.path)}
          onOpen={() => onOpen(entry.path)}
        />
      ))}
    </List>
  );
}

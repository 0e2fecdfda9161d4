import BurstMode from '@mui/icons-material/BurstModeOutlined';
import CheckBox from '@mui/icons-material/CheckBox';
import CheckBoxOutlineBlank from '@mui/icons-material/CheckBoxOutlineBlank';
import ChevronRight from '@mui/icons-material/ChevronRight';
import FolderOutlined from '@mui/icons-material/FolderOutlined';
import VideoFileOutlined from '@mui/icons-material/VideoFileOutlined';
import { List, ListItem, ListItemButton, ListItemIcon, Typography } from '@mui/material';
import { memo, type ComponentType } from 'react';
import type { FolderEntry } from '../../native/api/machine.ts';
import { IconAction } from '../components/icon-action.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useGradually } from '../components/use-gradually.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';

const icons: Readonly<Record<FolderEntry['kind'], ComponentType<{ fontSize: 'small' }>>> = {
  folder: FolderOutlined,
  video: VideoFileOutlined,
  frames: BurstMode,
};

/** Which entries are selected; without it entries are only entered. */
export interface Selection {
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (path: string) => void;
  /** Those that are in the queue already. */
  readonly queued: ReadonlySet<string>;
}

interface EntryProps {
  readonly entry: FolderEntry;
  /** Null where entries are only entered. */
  readonly selected: boolean | null;
  readonly queued: boolean;
  readonly onToggle: ((path: string) => void) | null;
  readonly onOpen: (path: string) => void;
}

/** What an entry is: its icon, its name, whether it is in the queue, and its size or kind. */
function EntryLabel({ entry, queued }: Pick<EntryProps, 'entry' | 'queued'>) {
  const { library } = useMessages().add;
  const { bytes } = useFormats();
  const Icon = icons[entry.kind];
  return (
    <>
      <ListItemIcon sx={{ minWidth: 32 }}>
        <Icon fontSize="small" />
      </ListItemIcon>
      <Typography variant="body2" component="span" sx={{ flex: 1, minWidth: 0, display: 'flex' }}>
        <MiddleEllipsis text={entry.name} />
      </Typography>
      {queued && (
        <Typography variant="caption" component="span" sx={{ color: 'primary.main', ml: 2 }}>
          {library.inQueue}
        </Typography>
      )}
      <Typography
        variant="caption"
        component="span"
        sx={{ color: 'text.secondary', ml: 2, minWidth: 52, textAlign: 'right' }}
      >
        {entry.sizeBytes === null ? library.kinds[entry.kind] : bytes(entry.sizeBytes)}
      </Typography>
    </>
  );
}

/** The width of what follows an entry's label, so that sizes and kinds stand in one column. */
const endWidthPx = 34;

/** Something that lies in the folder; rendered again only when something of it changes, for there may be hundreds. */
const Entry = memo(function Entry({ entry, selected, queued, onToggle, onOpen }: EntryProps) {
  const { library } = useMessages().add;
  const open = () => onOpen(entry.path);
  if (selected === null) {
    return (
      <ListItem disablePadding>
        <ListItemButton dense onClick={open}>
          <EntryLabel entry={entry} queued={queued} />
          <ChevronRight fontSize="small" color="action" sx={{ width: endWidthPx }} />
        </ListItemButton>
      </ListItem>
    );
  }
  const Mark = selected ? CheckBox : CheckBoxOutlineBlank;
  const isFolder = entry.kind === 'folder';
  return (
    <ListItem
      disablePadding
      secondaryAction={
        isFolder && (
          <IconAction label={library.open(entry.name)} onClick={open}>
            <ChevronRight fontSize="small" />
          </IconAction>
        )
      }
      sx={{ '& > .MuiListItemButton-root': { pr: 2 } }}
    >
      <ListItemButton
        role="checkbox"
        aria-checked={selected}
        dense
        selected={selected}
        onClick={() => onToggle?.(entry.path)}
        onDoubleClick={isFolder ? open : undefined}
      >
        <Mark fontSize="small" color={selected ? 'primary' : 'action'} sx={{ mr: 1 }} />
        <EntryLabel entry={entry} queued={queued} />
        <span style={{ width: endWidthPx }} />
      </ListItemButton>
    </ListItem>
  );
});

interface FolderListProps {
  readonly entries: readonly FolderEntry[];
  readonly selection: Selection | null;
  readonly onOpen: (path: string) => void;
}

/** What lies in a folder of the library, to be selected or entered. */
export function FolderList({ entries, selection, onOpen }: FolderListProps) {
  const { library } = useMessages().add;
  const shown = useGradually(entries.length);
  return (
    <List dense disablePadding aria-label={library.label}>
      {entries.slice(0, shown).map((entry) => (
        <Entry
          key={entry.path}
          entry={entry}
          selected={selection?.selected.has(entry.path) ?? null}
          queued={selection?.queued.has(entry.path) === true}
          onToggle={selection?.onToggle ?? null}
          onOpen={onOpen}
        />
      ))}
    </List>
  );
}

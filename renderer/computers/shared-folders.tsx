import Add from '@mui/icons-material/Add';
import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import { Box, Button, TextField, Typography } from '@mui/material';
import { useId } from 'react';
import type { SharedFolder } from '../../native/api/computers.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';

interface SharedFoldersProps {
  readonly folders: readonly SharedFolder[];
  readonly onChange: (folders: readonly SharedFolder[]) => void;
}

/** Folders that all computers see, each with its path in the queue and its path here. */
export function SharedFolders({ folders, onChange }: SharedFoldersProps) {
  const { form } = useMessages().computers;
  const titleId = useId();
  const change = (place: number, part: Partial<SharedFolder>) =>
    onChange(folders.map((folder, index) => (index === place ? { ...folder, ...part } : folder)));
  return (
    <Box role="group" aria-labelledby={titleId} sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Box>
        <Typography variant="h3" id={titleId}>
          {form.folders}
        </Typography>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {form.foldersHint}
        </Typography>
      </Box>
      {folders.map(({ shared, local }, place) => (
        <Box key={place} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
          <TextField
            fullWidth
            label={form.shared}
            value={shared}
            onChange={({ target }) => change(place, { shared: target.value })}
          />
          <TextField
            fullWidth
            label={form.local}
            value={local}
            onChange={({ target }) => change(place, { local: target.value })}
          />
          <IconAction
            label={form.removeFolder(place + 1)}
            disabled={folders.length === 1}
            onClick={() => onChange(folders.filter((_, index) => index !== place))}
          >
            <DeleteOutlined fontSize="small" />
          </IconAction>
        </Box>
      ))}
      <Button
        startIcon={<Add />}
        sx={{ alignSelf: 'flex-start', ml: -1.5 }}
        onClick={() => onChange([...folders, { shared: '', local: '' }])}
      >
        {form.addFolder}
      </Button>
    </Box>
  );
}

import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { Fragment } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { readableKeys } from './keys.ts';
import { shortcutGroups, type ShortcutGroup } from './shortcut-list.ts';

function Keys({ keys }: { readonly keys: string }) {
  return (
    <Box sx={{ display: 'flex', gap: 0.5 }}>
      {readableKeys(keys).map((key) => (
        <Box
          key={key}
          component="kbd"
          sx={{
            font: 'inherit',
            fontSize: '0.75rem',
            minWidth: 24,
            px: 0.75,
            textAlign: 'center',
            border: 1,
            borderColor: 'divider',
            borderRadius: 0.5,
            bgcolor: 'background.default',
          }}
        >
          {key}
        </Box>
      ))}
    </Box>
  );
}

function Group({ group }: { readonly group: ShortcutGroup }) {
  const texts = useMessages().shortcuts;
  const names: Readonly<Record<string, string>> = texts[group];
  const entries = Object.entries<readonly string[]>(shortcutGroups[group]);
  if (entries.length === 0) return null;
  return (
    <Box component="section" sx={{ breakInside: 'avoid', mb: 2 }}>
      <Typography variant="h3" sx={{ color: 'text.secondary', mb: 0.5 }}>
        {texts.groups[group]}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr auto', gap: 0.75, typography: 'body2' }}>
        {entries.map(([id, keys]) => (
          <Fragment key={id}>
            <span>{names[id]}</span>
            <Box sx={{ display: 'flex', gap: 1 }}>
              {keys.map((one) => (
                <Keys key={one} keys={one} />
              ))}
            </Box>
          </Fragment>
        ))}
      </Box>
    </Box>
  );
}

/** All keyboard shortcuts at a glance. */
export function ShortcutSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { common, shortcuts } = useMessages();
  return (
    <Dialog open={open} onClose={onClose} maxWidth="md" fullWidth>
      <DialogTitle>{shortcuts.title}</DialogTitle>
      {/* Nothing in it takes the focus, so it does itself: in a low window it has to be scrolled by keys. */}
      <DialogContent
        tabIndex={0}
        aria-label={shortcuts.title}
        role="group"
        sx={{ columnCount: { sm: 2 }, columnGap: 5 }}
      >
        {(Object.keys(shortcutGroups) as ShortcutGroup[]).map((group) => (
          <Group key={group} group={group} />
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{common.actions.close}</Button>
      </DialogActions>
    </Dialog>
  );
}

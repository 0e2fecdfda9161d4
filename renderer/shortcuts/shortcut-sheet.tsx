import { Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, Typography } from '@mui/material';
import { Fragment } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { readableKeys } from './keys.ts';
import { shortcutGroups, type ShortcutGroup } from './shortcut-list.ts';

/** Beyond as many keys that do the like, only the first and the last are shown. */
const mostAlternatives = 3;

function Keys({ keys }: { readonly keys: string }) {
  const { keys: names } = useMessages().shortcuts;
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 0.5 }}>
      {readableKeys(keys, names).map((key) => (
        <Box
          key={key}
          component="kbd"
          sx={{
            font: 'inherit',
            fontSize: '0.75rem',
            lineHeight: '20px',
            minWidth: 26,
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

function Alternatives({ keys }: { readonly keys: readonly string[] }) {
  const { or, to } = useMessages().shortcuts;
  const isRange = keys.length > mostAlternatives;
  const shown = isRange ? [keys[0]!, keys.at(-1)!] : keys;
  return (
    <Box
      sx={{
        display: 'flex',
        justifyContent: 'flex-end',
        alignItems: 'center',
        gap: 0.75,
        whiteSpace: 'nowrap',
      }}
    >
      {shown.map((one, index) => (
        <Fragment key={one}>
          {index > 0 && (
            <Box component="span" sx={{ typography: 'caption', color: 'text.secondary' }}>
              {isRange ? to : or}
            </Box>
          )}
          <Keys keys={one} />
        </Fragment>
      ))}
    </Box>
  );
}

function Group({ group }: { readonly group: ShortcutGroup }) {
  const texts = useMessages().shortcuts;
  const names: Readonly<Record<string, string>> = texts[group];
  const entries = Object.entries<readonly string[]>(shortcutGroups[group]);
  return (
    <Box component="section" sx={{ breakInside: 'avoid', pb: 1.5 }}>
      <Typography variant="h3" sx={{ color: 'text.secondary', mb: 0.75 }}>
        {texts.groups[group]}
      </Typography>
      <Box
        sx={{
          display: 'grid',
          gridTemplateColumns: '1fr auto',
          columnGap: 2,
          rowGap: 0.25,
          typography: 'body2',
        }}
      >
        {entries.map(([id, keys]) => (
          <Fragment key={id}>
            <Box component="span" sx={{ lineHeight: '22px' }}>
              {names[id]}
            </Box>
            <Alternatives keys={keys} />
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
    <Dialog open={open} onClose={onClose} maxWidth="lg" fullWidth>
      <DialogTitle>{shortcuts.title}</DialogTitle>
      {/* Nothing in it takes the focus, so it does itself: in a low window it has to be scrolled by keys. */}
      <DialogContent
        tabIndex={0}
        aria-label={shortcuts.title}
        role="group"
        sx={{ columns: '300px 3', columnGap: 5 }}
      >
        {(Object.keys(shortcutGroups) as ShortcutGroup[]).map((group) => (
          <Group key={group} group={group} />
        ))}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} sx={{ mr: -1.5 }}>
          {common.actions.close}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

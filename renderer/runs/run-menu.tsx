import MoreVert from '@mui/icons-material/MoreVert';
import { Menu, MenuItem } from '@mui/material';
import { useState, type ComponentProps } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { RunAgainDialog } from './run-again-dialog.tsx';
import { RunNameDialog } from './run-name-dialog.tsx';

type Asked = 'rename' | 'again';

interface RunMenuProps {
  readonly run: RunSummary;
  readonly sx?: ComponentProps<typeof IconAction>['sx'];
}

/** What can be done with a finished run: another name, other settings, an end. */
export function RunMenu({ run, sx }: RunMenuProps) {
  const { runs: texts } = useMessages();
  const { deletion } = useApp();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const ask = (what: Asked) => () => {
    setAnchor(null);
    setAsked(what);
  };
  function askToDelete(): void {
    setAnchor(null);
    deletion.set([run]);
  }
  return (
    <>
      <IconAction
        label={texts.menu(run.name)}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
        sx={sx}
      >
        <MoreVert fontSize="small" />
      </IconAction>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem onClick={ask('rename')}>{texts.rename}</MenuItem>
        <MenuItem onClick={ask('again')}>{texts.again}</MenuItem>
        <MenuItem onClick={askToDelete} sx={{ color: 'error.main' }}>
          {texts.delete}
        </MenuItem>
      </Menu>
      {asked === 'rename' && <RunNameDialog run={run} onClose={close} />}
      {asked === 'again' && <RunAgainDialog run={run} onClose={close} />}
    </>
  );
}

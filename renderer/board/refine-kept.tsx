import AutoFixHighOutlined from '@mui/icons-material/AutoFixHighOutlined';
import { Button, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { refinableOf } from './board-order.ts';

/** Refines the drafts and the corrected runs that a person keeps, or all that are not rejected: they go into the queue, which is started. */
export function RefineKept({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { board } = useMessages();
  const { engine, attempt, notices } = useApp();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const refinable = refinableOf(runs);
  const approved = refinable.filter(({ decision }) => decision === 'approved');
  async function refine(chosen: readonly RunSummary[]): Promise<void> {
    setAnchor(null);
    const { ids } = await engine.call('queue.refine', { runIds: chosen.map(({ id }) => id) });
    if (ids.length === 0) return;
    await engine.call('queue.start', {});
    notices.add({ level: 'success', sentence: board.refining(ids.length) });
  }
  if (refinable.length === 0) return null;
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<AutoFixHighOutlined />}
        aria-haspopup="menu"
        onClick={({ currentTarget }) => setAnchor(currentTarget)}
      >
        {board.refine}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem disabled={approved.length === 0} onClick={() => void attempt(refine(approved))}>
          {board.refineApproved(approved.length)}
        </MenuItem>
        <MenuItem onClick={() => void attempt(refine(refinable))}>
          {board.refineAll(refinable.length)}
        </MenuItem>
      </Menu>
    </>
  );
}

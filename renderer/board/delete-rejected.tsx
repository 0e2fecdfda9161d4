import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import type { RunSummary } from '../../native/api/runs.ts';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** Deletes the runs that a person rejected, all at once, after a question. */
export function DeleteRejected({ runs }: { readonly runs: readonly RunSummary[] }) {
  const { board } = useMessages();
  const { deletion } = useApp();
  if (runs.length === 0) return null;
  return (
    <IconAction label={board.deleteRejected(runs.length)} onClick={() => deletion.set(runs)}>
      <DeleteOutlined fontSize="small" />
    </IconAction>
  );
}

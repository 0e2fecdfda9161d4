import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import ErrorOutlineOutlined from '@mui/icons-material/ErrorOutlineOutlined';
import HelpOutlineOutlined from '@mui/icons-material/HelpOutlineOutlined';
import ThumbDownOutlined from '@mui/icons-material/ThumbDownOutlined';
import VerifiedOutlined from '@mui/icons-material/VerifiedOutlined';
import { Chip } from '@mui/material';
import type { RunSummary } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';

const looks = {
  good: { color: 'success', Icon: CheckCircleOutlined },
  check: { color: 'warning', Icon: HelpOutlineOutlined },
  bad: { color: 'error', Icon: ErrorOutlineOutlined },
  approved: { color: 'success', Icon: VerifiedOutlined },
  rejected: { color: 'default', Icon: ThumbDownOutlined },
} as const;

/** What the person decided about a run, else its verdict; nothing where there is neither. */
export function VerdictChip({ run }: { readonly run: RunSummary }) {
  const { board } = useMessages();
  const shown = run.decision ?? run.verdict?.grade ?? null;
  if (shown === null) return null;
  const { color, Icon } = looks[shown];
  return (
    <Chip
      size="small"
      variant={run.decision === null ? 'outlined' : 'filled'}
      color={color}
      icon={<Icon />}
      label={board.states[shown]}
    />
  );
}

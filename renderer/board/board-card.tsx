import CategoryOutlined from '@mui/icons-material/CategoryOutlined';
import CheckOutlined from '@mui/icons-material/CheckOutlined';
import CloseOutlined from '@mui/icons-material/CloseOutlined';
import { Box, Button } from '@mui/material';
import { memo } from 'react';
import { loopPath } from '../../native/api/media-url.ts';
import type { RunSummary } from '../../native/api/runs.ts';
import { IconAction } from '../components/icon-action.tsx';
import { LoopThumbnail } from '../components/pictures/loop-thumbnail.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { routeHash } from '../routing/route.ts';
import type { BoardActions } from './use-board-actions.ts';
import { ConfidenceStrip } from './confidence-strip.tsx';
import { VerdictChip } from './verdict-chip.tsx';

interface BoardCardProps {
  readonly run: RunSummary;
  readonly current: boolean;
  readonly actions: BoardActions;
  readonly onFocus: (runId: number) => void;
}

/** The reasons that a card has room for. */
const SHOWN_REASONS = 2;

/** A clip on the board: its object in a loop, how sure the masks are, what to look at, and what to do about it. */
export const BoardCard = memo(function BoardCard({ run, current, actions, onFocus }: BoardCardProps) {
  const { board } = useMessages();
  const reasons = (run.verdict?.reasons ?? [])
    .slice(0, SHOWN_REASONS)
    .map((reason) => board.reason(reason, run.firstFrame))
    .join(' · ');
  return (
    <Box
      component="li"
      id={`run-${run.id}`}
      tabIndex={current ? 0 : -1}
      aria-label={`${run.name}, ${board.states[run.decision ?? run.verdict?.grade ?? 'unknown']}`}
      aria-current={current || undefined}
      onFocus={() => onFocus(run.id)}
      sx={{
        display: 'flex',
        flexDirection: 'column',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        overflow: 'hidden',
        bgcolor: 'background.paper',
        contentVisibility: 'auto',
        containIntrinsicHeight: 'auto 290px',
        '&[aria-current]': {
          borderColor: 'primary.main',
          boxShadow: (theme) => `0 0 0 1px ${theme.palette.primary.main}`,
        },
      }}
    >
      <Box
        component="a"
        href={routeHash({ view: 'viewer', runId: run.id, frame: null })}
        tabIndex={-1}
        // The picture alone: texts keep their contrast.
        sx={{ display: 'block', opacity: run.decision === 'rejected' ? 0.45 : 1 }}
      >
        <LoopThumbnail
          pathOf={(loop) => loopPath({ runId: run.id, revision: run.revision, ...loop })}
          aspect={16 / 9}
          label={board.cutoutOf(run.name)}
        />
      </Box>
      <Box sx={{ px: 1.5, pt: 1, display: 'flex', flexDirection: 'column', gap: 0.75, flex: 1 }}>
        <ConfidenceStrip confidence={run.confidence} label={board.confidence} />
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <Box sx={{ flex: 1, minWidth: 0, typography: 'body2', fontWeight: 600 }}>
            <MiddleEllipsis text={run.name} tooltip={run.clip} />
          </Box>
          <VerdictChip run={run} />
        </Box>
        <Box sx={{ typography: 'caption', color: 'text.secondary', minHeight: '2.6em' }}>{reasons}</Box>
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5, px: 1, pb: 1 }}>
        <Button
          size="small"
          color="inherit"
          startIcon={<CategoryOutlined />}
          disabled={!run.present}
          tabIndex={current ? 0 : -1}
          onClick={() => actions.pick(run)}
          sx={{ flex: 1, justifyContent: 'flex-start' }}
        >
          {board.whichObject}
        </Button>
        <IconAction
          label={board.reject}
          keys="R"
          tabIndex={current ? 0 : -1}
          onClick={() => actions.decide(run, 'rejected')}
        >
          <CloseOutlined fontSize="small" />
        </IconAction>
        <IconAction
          label={board.approve}
          keys="A"
          tabIndex={current ? 0 : -1}
          color={run.decision === 'approved' ? 'success' : 'default'}
          onClick={() => actions.decide(run, 'approved')}
        >
          <CheckOutlined fontSize="small" />
        </IconAction>
      </Box>
    </Box>
  );
});

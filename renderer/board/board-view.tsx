import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import { Box, Button } from '@mui/material';
import { useCallback, useState } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { CandidatePicker } from '../candidates/candidate-picker.tsx';
import { CardList } from '../components/card-list.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { useGradually } from '../components/use-gradually.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { routeHash } from '../routing/route.ts';
import { navigate } from '../routing/use-route.ts';
import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { useApp, useRuns } from '../state/app-context.ts';
import { BoardCard } from './board-card.tsx';
import { byNeed, decisionCounts, latestRuns } from './board-order.ts';
import { PendingClips } from './pending-clips.tsx';
import { DeleteRejected } from './delete-rejected.tsx';
import { ExportApproved } from './export-approved.tsx';
import { RefineKept } from './refine-kept.tsx';
import { useBoardActions } from './use-board-actions.ts';

/** The runs in an order that stays while they are looked at: what is decided does not jump away under the hand. */
function useSteadyOrder(runs: readonly RunSummary[]): readonly RunSummary[] {
  const [order, setOrder] = useState<readonly number[]>([]);
  const known = new Map(runs.map((run) => [run.id, run]));
  const kept = order.flatMap((id) => known.get(id) ?? []);
  if (kept.length === runs.length) return kept;
  const sorted = byNeed(runs);
  setOrder(sorted.map(({ id }) => id));
  return sorted;
}

function Board({ runs }: { readonly runs: readonly RunSummary[] }) {
  const ordered = useSteadyOrder(runs);
  const shown = useGradually(ordered.length);
  const [currentId, setCurrentId] = useState<number | null>(null);
  const [picked, setPicked] = useState<number | null>(null);
  const pick = useCallback((run: RunSummary) => setPicked(run.id), []);
  const actions = useBoardActions(pick);
  const focus = useCallback((runId: number) => setCurrentId(runId), []);
  const at = Math.max(
    0,
    ordered.findIndex(({ id }) => id === currentId),
  );
  const current = ordered[at];
  const go = (step: number) => {
    const next = ordered[Math.min(Math.max(at + step, 0), ordered.length - 1)];
    if (next === undefined) return;
    setCurrentId(next.id);
    document.getElementById(`run-${next.id}`)?.focus();
  };
  const decide = (decision: NonNullable<RunSummary['decision']>) => {
    if (current === undefined) return;
    actions.decide(current, decision);
    if (current.decision !== decision) go(1);
  };
  useShortcut('approveClip', () => decide('approved'));
  useShortcut('rejectClip', () => decide('rejected'));
  useShortcut('nextClip', () => go(1));
  useShortcut('previousClip', () => go(-1));
  useShortcut('whichObject', () => current !== undefined && actions.pick(current));
  useShortcut(
    'openRun',
    () => current !== undefined && navigate({ view: 'viewer', runId: current.id, frame: null }),
  );
  const pickedRun = ordered.find(({ id }) => id === picked);
  return (
    <Box sx={{ overflowY: 'auto', bgcolor: 'background.default' }}>
      <CardList leastWidthPx={250} padding={2.5}>
        {ordered.slice(0, shown).map((run) => (
          <BoardCard
            key={run.id}
            run={run}
            current={run.id === current?.id}
            actions={actions}
            onFocus={focus}
          />
        ))}
      </CardList>
      {pickedRun !== undefined && (
        <CandidatePicker key={pickedRun.id} run={pickedRun} frame={null} onClose={() => setPicked(null)} />
      )}
    </Box>
  );
}

/** All clips that are done, those that need a look first: approve, reject, or say which object it shall be. */
export function BoardView() {
  const { board } = useMessages();
  const { runs: resource } = useApp();
  return (
    <LoadedView loaded={useRuns()} onRetry={resource.reload}>
      {(known) => {
        const runs = latestRuns(known);
        return (
          <ViewFrame
            title={board.title}
            summary={runs.length === 0 ? undefined : board.summary(decisionCounts(runs))}
            actions={
              runs.length > 0 && (
                <>
                  <DeleteRejected runs={runs.filter(({ decision }) => decision === 'rejected')} />
                  <RefineKept runs={runs} />
                  <ExportApproved runs={runs.filter(({ decision }) => decision === 'approved')} />
                </>
              )
            }
          >
            <PendingClips />
            {runs.length === 0 ? (
              <EmptyState icon={<FactCheckOutlined />} title={board.empty.title} text={board.empty.text}>
                <Button variant="contained" href={routeHash({ view: 'queue' })}>
                  {board.empty.toQueue}
                </Button>
              </EmptyState>
            ) : (
              <Board runs={runs} />
            )}
          </ViewFrame>
        );
      }}
    </LoadedView>
  );
}

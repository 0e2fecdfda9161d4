import NavigateBeforeOutlined from '@mui/icons-material/NavigateBeforeOutlined';
import NavigateNextOutlined from '@mui/icons-material/NavigateNextOutlined';
import { Box, Button } from '@mui/material';
import { useState } from 'react';
import type { CandidateChoice, RunSummary } from '../../native/api/runs.ts';
import { CardList } from '../components/card-list.tsx';
import { DialogShell } from '../components/dialog-shell.tsx';
import { IconAction } from '../components/icon-action.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { CandidateTile } from './candidate-tile.tsx';
import {
  type FoundCandidates,
  useCandidates,
  useChooseCandidates,
  useFixProgress,
} from './use-candidates.ts';
import { wholeSpan } from '../measures/whole-frame.ts';

type Part = 'add' | 'remove';
type Parts = Readonly<Record<number, Part>>;

const choiceOf = (parts: Parts): CandidateChoice => {
  const idsOf = (wanted: Part) =>
    Object.keys(parts)
      .map(Number)
      .filter((id) => parts[id] === wanted);
  return { add: idsOf('add'), remove: idsOf('remove') };
};

/** Taking away alone takes away from the run's own choice. */
const completed = ({ add, remove }: CandidateChoice): CandidateChoice =>
  add.length > 0 ? { add, remove } : { add: [0], remove };

interface ShotProps {
  readonly run: RunSummary;
  readonly found: FoundCandidates;
  readonly onFrame: (frame: number) => void;
}

/** Which shot the candidates are of, and the way to the others; nothing where there is only one. */
function ShotSteps({ run, found: { range }, onFrame }: ShotProps) {
  const { candidates } = useMessages();
  const { frameCount } = run;
  if (range.first === 0 && range.last === frameCount - 1) return null;
  const { first, last } = wholeSpan(run, range);
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
      <IconAction
        label={candidates.previousShot}
        disabled={range.first === 0}
        onClick={() => onFrame(range.first - 1)}
      >
        <NavigateBeforeOutlined fontSize="small" />
      </IconAction>
      <Box sx={{ typography: 'body2' }}>{candidates.shot(first, last)}</Box>
      <IconAction
        label={candidates.nextShot}
        disabled={range.last === frameCount - 1}
        onClick={() => onFrame(range.last + 1)}
      >
        <NavigateNextOutlined fontSize="small" />
      </IconAction>
    </Box>
  );
}

/** How far the masks are written. */
function WritingText({ runId }: { readonly runId: number }) {
  const { candidates } = useMessages();
  const { percent } = useFormats();
  return candidates.writing(percent(useFixProgress(runId) ?? 0));
}

interface CandidatePickerProps {
  readonly run: RunSummary;
  /** A frame of the shot to begin with; null for the clip's middle. */
  readonly frame: number | null;
  readonly onClose: () => void;
}

/** Which object shall it be: the candidates of a shot as they move; one click chooses, several can be joined. */
export function CandidatePicker({ run, frame: asked, onClose }: CandidatePickerProps) {
  const { candidates } = useMessages();
  const [frame, setFrame] = useState(asked ?? run.frameCount >> 1);
  const [parts, setParts] = useState<Parts>({});
  const [busy, setBusy] = useState(false);
  const { loaded, retry } = useCandidates(run.id, frame);
  const choose = useChooseCandidates(run);
  const apply = async (choice: CandidateChoice) => {
    setBusy(true);
    const succeeded = await choose(frame, choice);
    setBusy(false);
    if (succeeded) onClose();
  };
  const toggle = (id: number, part: Part) =>
    setParts((now) => {
      const others = Object.fromEntries(Object.entries(now).filter(([key]) => Number(key) !== id));
      return now[id] === part ? others : { ...others, [id]: part };
    });
  const isJoining = Object.keys(parts).length > 0;
  return (
    <DialogShell
      title={candidates.title(run.name)}
      width="md"
      onClose={onClose}
      status={busy ? <WritingText runId={run.id} /> : candidates.hint}
      actions={
        isJoining && (
          <Button variant="contained" loading={busy} onClick={() => void apply(completed(choiceOf(parts)))}>
            {candidates.apply}
          </Button>
        )
      }
    >
      <LoadedView loaded={loaded} onRetry={retry}>
        {(found) => (
          <>
            <ShotSteps
              run={run}
              found={found}
              onFrame={(next) => {
                setParts({});
                setFrame(next);
              }}
            />
            <CardList leastWidthPx={240} gap={1.5}>
              {found.candidates.map((candidate) => (
                <CandidateTile
                  key={candidate.id}
                  run={run}
                  frame={frame}
                  candidate={candidate}
                  part={parts[candidate.id] ?? null}
                  disabled={busy}
                  onChoose={() => void apply({ add: [candidate.id], remove: [] })}
                  onPart={(part) => toggle(candidate.id, part)}
                />
              ))}
            </CardList>
          </>
        )}
      </LoadedView>
    </DialogShell>
  );
}

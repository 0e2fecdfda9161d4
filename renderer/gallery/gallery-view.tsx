import CollectionsOutlined from '@mui/icons-material/CollectionsOutlined';
import LockOutlined from '@mui/icons-material/LockOutlined';
import { Box, Button, FormControlLabel, MenuItem, Select, Switch, Typography } from '@mui/material';
import { useState } from 'react';
import { CardList } from '../components/card-list.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { useGradually } from '../components/use-gradually.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { routeHash } from '../routing/route.ts';
import { WorstFrameCard } from './worst-frame-card.tsx';
import { useWorstFrames, type WorstFrame } from './use-worst-frames.ts';

const perRunChoices = [1, 3, 5, 10, 25] as const;

interface FilterProps {
  readonly perRun: number;
  readonly onPerRun: (count: number) => void;
  readonly withoutLocked: boolean;
  readonly onWithoutLocked: (without: boolean) => void;
}

function Filters({ perRun, onPerRun, withoutLocked, onWithoutLocked }: FilterProps) {
  const { gallery } = useMessages();
  return (
    <>
      <FormControlLabel
        control={<Switch checked={withoutLocked} onChange={(_, checked) => onWithoutLocked(checked)} />}
        label={gallery.hideLocked}
        slotProps={{ typography: { variant: 'body2' } }}
        sx={{ gap: 1 }}
      />
      <Box component="span" sx={{ typography: 'body2', color: 'text.secondary' }}>
        {gallery.perRun}
      </Box>
      <Select
        value={perRun}
        inputProps={{ 'aria-label': gallery.perRun }}
        onChange={({ target }) => onPerRun(target.value)}
        sx={{ height: 32, fontSize: '0.8125rem' }}
      >
        {perRunChoices.map((count) => (
          <MenuItem key={count} value={count}>
            {count}
          </MenuItem>
        ))}
      </Select>
    </>
  );
}

interface CardsProps {
  /** What the frames are ranked by, where there is more than one list. */
  readonly title: string | null;
  readonly frames: readonly WorstFrame[];
  /** The clips of which there are several runs. */
  readonly repeated: ReadonlySet<string>;
}

function Cards({ title, frames, repeated }: CardsProps) {
  return (
    <Box
      component="section"
      aria-label={title ?? undefined}
      sx={{ p: 2.5, pb: 0, '&:last-of-type': { pb: 2.5 } }}
    >
      {title !== null && (
        <Typography variant="h2" sx={{ mb: 1.5 }}>
          {title}
        </Typography>
      )}
      <CardList leastWidthPx={330}>
        {frames.map((worst) => (
          <WorstFrameCard
            key={`${worst.run.id}-${worst.frame}`}
            worst={worst}
            numbered={repeated.has(worst.run.clip)}
          />
        ))}
      </CardList>
    </Box>
  );
}

function repeatedClips(frames: readonly WorstFrame[]): ReadonlySet<string> {
  const runs = new Map<string, number>();
  const repeated = new Set<string>();
  for (const { run } of frames) {
    if (runs.has(run.clip) && runs.get(run.clip) !== run.id) repeated.add(run.clip);
    runs.set(run.clip, run.id);
  }
  return repeated;
}

/** The frames in one list, or in two where some are ranked by J and some by confidence: one says nothing of the other. */
function RankedCards({ frames }: { readonly frames: readonly WorstFrame[] }) {
  const { gallery } = useMessages();
  const shown = useGradually(frames.length);
  const measured = frames.filter(({ facts }) => facts.J !== null);
  const guessed = frames.filter(({ facts }) => facts.J === null);
  const repeated = repeatedClips(frames);
  const isMixed = measured.length > 0 && guessed.length > 0;
  const guessedShown = guessed.slice(0, Math.max(0, shown - measured.length));
  return (
    <Box sx={{ overflowY: 'auto', bgcolor: 'background.default' }}>
      {measured.length > 0 && (
        <Cards title={isMixed ? gallery.byJ : null} frames={measured.slice(0, shown)} repeated={repeated} />
      )}
      {guessedShown.length > 0 && (
        <Cards title={isMixed ? gallery.byConfidence : null} frames={guessedShown} repeated={repeated} />
      )}
    </Box>
  );
}

/** The worst frames of all clips, to see at a glance where and how the method fails. */
export function GalleryView() {
  const { gallery } = useMessages();
  const [perRun, setPerRun] = useState<number>(5);
  const [withoutLocked, setWithoutLocked] = useState(true);
  const { loaded, reload } = useWorstFrames(perRun, !withoutLocked);
  return (
    <LoadedView loaded={loaded} onRetry={reload}>
      {({ frames, lockedLeftOut }) => {
        if (frames.length === 0 && lockedLeftOut === 0)
          return (
            <ViewFrame title={gallery.title}>
              <EmptyState
                icon={<CollectionsOutlined />}
                title={gallery.empty.title}
                text={gallery.empty.text}
              >
                <Button variant="contained" href={routeHash({ view: 'queue' })}>
                  {gallery.empty.toQueue}
                </Button>
              </EmptyState>
            </ViewFrame>
          );
        const clips = new Set(frames.map(({ run }) => run.id)).size;
        return (
          <ViewFrame
            title={gallery.title}
            summary={frames.length === 0 ? undefined : gallery.summary(frames.length, clips)}
            actions={
              <Filters
                perRun={perRun}
                onPerRun={setPerRun}
                withoutLocked={withoutLocked}
                onWithoutLocked={setWithoutLocked}
              />
            }
          >
            {frames.length === 0 ? (
              <EmptyState
                icon={<LockOutlined />}
                title={gallery.allLocked.title}
                text={gallery.allLocked.text}
              />
            ) : (
              <RankedCards frames={frames} />
            )}
          </ViewFrame>
        );
      }}
    </LoadedView>
  );
}

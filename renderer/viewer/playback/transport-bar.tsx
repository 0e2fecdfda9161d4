import FirstPage from '@mui/icons-material/SkipPreviousOutlined';
import LastPage from '@mui/icons-material/SkipNextOutlined';
import NavigateBefore from '@mui/icons-material/NavigateBefore';
import NavigateNext from '@mui/icons-material/NavigateNext';
import Pause from '@mui/icons-material/Pause';
import PlayArrow from '@mui/icons-material/PlayArrow';
import Repeat from '@mui/icons-material/Repeat';
import TrendingDown from '@mui/icons-material/TrendingDown';
import { Box, Button } from '@mui/material';
import { useCallback, useMemo } from 'react';
import { IconAction } from '../../components/icon-action.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { nextMoment, worstMoments } from '../../measures/run-series.ts';
import { keepFocus } from '../keep-focus.ts';
import { useStore } from '../../state/state-store.ts';
import { frameSpacingSec, timecode } from './playback-clock.ts';
import { FrameText } from './frame-text.tsx';
import { useViewer } from '../viewer-context.ts';

function FramePlace() {
  const { viewer } = useMessages();
  const { run } = useViewer();
  const { timesSec, startSec } = run;
  const { firstFrame } = run.summary;
  const time = useMemo(() => {
    const spacingSec = frameSpacingSec(timesSec);
    return (frame: number) => timecode(timesSec[frame]! - startSec, spacingSec);
  }, [timesSec, startSec]);
  const last = timesSec.length - 1;
  const place = useCallback(
    (frame: number) => viewer.frameOf(firstFrame + frame, { first: firstFrame, last: firstFrame + last }),
    [viewer, firstFrame, last],
  );
  return (
    <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 1.5, fontVariantNumeric: 'tabular-nums' }}>
      <Box component="span" sx={{ fontSize: '0.9375rem', fontWeight: 600 }}>
        <FrameText text={time} testId="timecode" />
      </Box>
      <Box
        component="span"
        sx={{
          color: 'text.secondary',
          typography: 'body2',
          fontVariantNumeric: 'inherit',
          whiteSpace: 'nowrap',
        }}
      >
        <FrameText text={place} />
      </Box>
    </Box>
  );
}

function PlayButtons() {
  const { viewer } = useMessages();
  const { session, run } = useViewer();
  const { player } = session;
  const { rate, loop } = useStore(player.state);
  const last = run.timesSec.length - 1;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.25 }}>
      <IconAction label={viewer.firstFrame} keys="Home" onClick={() => player.step(-last)}>
        <FirstPage />
      </IconAction>
      <IconAction label={viewer.stepBack} keys="←" onClick={() => player.step(-1)}>
        <NavigateBefore />
      </IconAction>
      <IconAction
        label={rate === 0 ? viewer.play : viewer.pause}
        keys={viewer.spaceKey}
        onClick={() => player.toggle()}
        sx={{
          bgcolor: 'primary.main',
          color: 'primary.contrastText',
          '&:hover': { bgcolor: 'primary.dark' },
          mx: 0.5,
        }}
      >
        {rate === 0 ? <PlayArrow /> : <Pause />}
      </IconAction>
      <IconAction label={viewer.stepForward} keys="→" onClick={() => player.step(1)}>
        <NavigateNext />
      </IconAction>
      <IconAction label={viewer.lastFrame} keys="End" onClick={() => player.step(last)}>
        <LastPage />
      </IconAction>
      <IconAction
        label={viewer.loop}
        keys="R"
        aria-pressed={loop}
        color={loop ? 'primary' : 'default'}
        onClick={() => player.setLoop(!loop)}
      >
        <Repeat fontSize="small" />
      </IconAction>
      <Box
        aria-hidden
        sx={{ width: 40, typography: 'caption', color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}
      >
        {rate === 0 || rate === 1 ? '' : `${rate}×`}
      </Box>
    </Box>
  );
}

function NextWorst() {
  const { viewer } = useMessages();
  const { run, session } = useViewer();
  const moments = useMemo(() => worstMoments(run.frames, 100), [run.frames]);
  return (
    <Button
      color="inherit"
      variant="outlined"
      disabled={moments.length === 0}
      aria-label={viewer.nextWorst}
      title={viewer.nextWorstHint}
      onClick={() =>
        session.player.step(
          (nextMoment(moments, session.player.frame.get()) ?? 0) - session.player.frame.get(),
        )
      }
      sx={{ borderColor: 'divider', gap: 1, minWidth: 0, whiteSpace: 'nowrap' }}
    >
      <TrendingDown fontSize="small" />
      <Box component="span" sx={{ '@container (max-width: 680px)': { display: 'none' } }}>
        {viewer.nextWorst}
      </Box>
    </Button>
  );
}

/** Play, steps, the frame's place and its measures. */
export function TransportBar() {
  const { viewer } = useMessages();
  return (
    <Box
      role="toolbar"
      onMouseDown={keepFocus}
      aria-label={viewer.transport}
      sx={{
        display: 'grid',
        gridTemplateColumns: '1fr auto 1fr',
        containerType: 'inline-size',
        alignItems: 'center',
        gap: 2,
        px: 1.5,
        minHeight: 48,
        borderTop: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <FramePlace />
      <PlayButtons />
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          justifyContent: 'flex-end',
          gap: 2,
          minWidth: 0,
          overflow: 'hidden',
        }}
      >
        <NextWorst />
      </Box>
    </Box>
  );
}

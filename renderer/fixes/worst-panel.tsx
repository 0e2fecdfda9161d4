import { Box, ButtonBase } from '@mui/material';
import { useMemo } from 'react';
import { FrameThumbnail } from '../components/pictures/frame-thumbnail.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { judgingMeasure, worstMoments } from '../measures/run-series.ts';
import { useSettledFrame, useViewer } from '../viewer/viewer-context.ts';
import { wholeFrame } from '../measures/whole-frame.ts';

const listed = 24;

/** The worst moments of the clip, worst first, as pictures that lead there. */
export function WorstPanel() {
  const { viewer, metrics } = useMessages();
  const formats = useFormats();
  const { run, session } = useViewer();
  const frame = useSettledFrame();
  const measure = judgingMeasure(run.frames);
  const moments = useMemo(() => worstMoments(run.frames, listed), [run.frames]);
  if (measure === null || moments.length === 0)
    return <Box sx={{ p: 2, typography: 'body2', color: 'text.secondary' }}>{viewer.worst.none}</Box>;
  return (
    <Box sx={{ p: 1 }}>
      <Box sx={{ px: 1, pb: 1, typography: 'caption', color: 'text.secondary' }}>
        {viewer.worst.by(metrics.measures[measure].name)}
      </Box>
      <Box
        component="ol"
        sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', flexDirection: 'column', gap: 0.5 }}
      >
        {moments.map((each) => (
          <li key={each}>
            <ButtonBase
              onClick={() => session.player.step(each - session.player.frame.get())}
              aria-current={each === frame ? 'true' : undefined}
              sx={{
                width: '100%',
                justifyContent: 'flex-start',
                gap: 1.5,
                p: 0.75,
                borderRadius: 1,
                bgcolor: each === frame ? 'action.selected' : 'transparent',
                '&:hover': { bgcolor: each === frame ? 'action.selected' : 'action.hover' },
              }}
            >
              <FrameThumbnail
                picture={{ runId: run.summary.id, layer: 'overlay', frame: each, revision: run.revision }}
                widthPx={96}
                aspect={session.size.width / session.size.height}
              />
              <Box sx={{ textAlign: 'left', fontVariantNumeric: 'tabular-nums' }}>
                <Box sx={{ typography: 'body2', fontWeight: 550 }}>
                  {viewer.frame(wholeFrame(run.summary, each))}
                </Box>
                <Box sx={{ typography: 'caption', color: 'text.secondary' }}>
                  {metrics.measures[measure].short} {formats.number(run.frames[each]![measure] ?? 0, 3)}
                </Box>
              </Box>
            </ButtonBase>
          </li>
        ))}
      </Box>
    </Box>
  );
}

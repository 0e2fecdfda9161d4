import { rangesWhere } from '../../native/base/frame-indices.ts';
import { Box } from '@mui/material';
import { useCallback, useMemo } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { measureColor } from '../measures/measure-colors.ts';
import { worstMoments, type Measure } from '../measures/run-series.ts';
import { FrameText } from '../viewer/playback/frame-text.tsx';
import { useViewer } from '../viewer/viewer-context.ts';
import { laneHeight, laneTop, markHeight, markTop, type StripContent } from './draw-strip.ts';
import { Strip } from './strip.tsx';
import { stripLanes } from './strip-lanes.ts';

/** Worst moments that the strip marks. */
const markedMoments = 5;

function contentOf(run: RunDetails, scaleText: StripContent['scaleText']): StripContent {
  const { frames, sceneCuts } = run;
  return {
    firstFrame: run.summary.firstFrame,
    lanes: stripLanes(run),
    scaleText,
    sceneCuts,
    marks: (['fixed', 'locked'] as const)
      .map((kind) => ({ kind, spans: rangesWhere(frames.length, (frame) => frames[frame]![kind]) }))
      .filter(({ spans }) => spans.length > 0),
    worst: worstMoments(frames, markedMoments),
  };
}

/** A lane's metric, with its value in the frame that is looked at. */
function LaneName({ measure }: { readonly measure: Measure }) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const { frames } = useViewer().run;
  const value = useCallback(
    (frame: number) => {
      const shown = frames[frame]?.[measure] ?? null;
      if (shown === null) return '–';
      return measure === 'area' ? formats.percent(shown, 1) : formats.number(shown, 3);
    },
    [frames, measure, formats],
  );
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }} title={metrics.measures[measure].hint}>
      <Box sx={{ width: 8, height: 8, borderRadius: 0.25, bgcolor: measureColor[measure], flexShrink: 0 }} />
      <Box component="span" sx={{ flex: 1 }}>
        {metrics.measures[measure].name}
      </Box>
      <Box component="span" sx={{ color: 'text.primary', fontVariantNumeric: 'tabular-nums' }}>
        <FrameText text={value} />
      </Box>
    </Box>
  );
}

const markColor = { fixed: 'primary.main', locked: 'text.secondary' } as const;

/** What each lane shows, with the values of the frame that is looked at, and what the marks below them mean. */
function LaneNames({ content: { lanes, marks } }: { readonly content: StripContent }) {
  const { viewer } = useMessages();
  return (
    <Box sx={{ position: 'relative', width: 148, flexShrink: 0, color: 'text.secondary' }}>
      {lanes.map((lane, index) => (
        <Box
          key={lane.measures.join()}
          style={{ top: laneTop(lanes, index), height: laneHeight(lane) }}
          sx={{
            position: 'absolute',
            left: 0,
            right: 14,
            display: 'flex',
            flexDirection: 'column',
            justifyContent: 'space-around',
            fontSize: '0.75rem',
            lineHeight: 1.25,
          }}
        >
          {lane.measures.map((measure) => (
            <LaneName key={measure} measure={measure} />
          ))}
        </Box>
      ))}
      <Box
        style={{ top: markTop(lanes), height: markHeight }}
        sx={{ position: 'absolute', display: 'flex', alignItems: 'center', gap: 1.25, fontSize: '0.75rem' }}
      >
        {marks.map(({ kind }) => (
          <Box key={kind} component="span" sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
            <Box sx={{ width: 8, height: 4, bgcolor: markColor[kind], flexShrink: 0 }} />
            {viewer[kind]}
          </Box>
        ))}
      </Box>
    </Box>
  );
}

/** How good each frame is, over the whole clip, and the way to any of them. */
export function Timeline() {
  const { run } = useViewer();
  const { viewer } = useMessages();
  const { percent } = useFormats();
  const content = useMemo(
    () => contentOf(run, (highest) => viewer.timeline.upTo(percent(highest, 1))),
    [run, viewer, percent],
  );
  return (
    <Box sx={{ display: 'flex', px: 1.5, pb: 0.5, bgcolor: 'background.paper' }}>
      <LaneNames content={content} />
      <Strip content={content} />
    </Box>
  );
}

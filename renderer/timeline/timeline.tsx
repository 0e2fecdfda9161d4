import { Box } from '@mui/material';
import { useMemo } from 'react';
import type { RunDetails } from '../../native/api/runs.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { measureColor } from '../measures/measure-colors.ts';
import { worstMoments, type Measure } from '../measures/run-series.ts';
import { useFrame, useViewer } from '../viewer/viewer-context.ts';
import { laneHeight, laneTop, type StripContent } from './draw-strip.ts';
import { Strip } from './strip.tsx';
import { spansWhere } from './strip-geometry.ts';
import { stripLanes, type Lane } from './strip-lanes.ts';

/** Worst moments that the strip marks. */
const markedMoments = 5;

function contentOf(run: RunDetails): StripContent {
  const { frames, sceneCuts } = run;
  return {
    lanes: stripLanes(run),
    sceneCuts,
    fixed: spansWhere(frames.length, (frame) => frames[frame]!.fixed),
    locked: spansWhere(frames.length, (frame) => frames[frame]!.locked),
    worst: worstMoments(frames, markedMoments),
  };
}

interface LaneNameProps {
  readonly measure: Measure;
  readonly value: number | null | undefined;
}

function LaneName({ measure, value }: LaneNameProps) {
  const { metrics } = useMessages();
  const formats = useFormats();
  const shown = value ?? null;
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }} title={metrics.measures[measure].hint}>
      <Box sx={{ width: 8, height: 8, borderRadius: 0.25, bgcolor: measureColor[measure], flexShrink: 0 }} />
      <Box component="span" sx={{ flex: 1 }}>
        {metrics.measures[measure].name}
      </Box>
      <Box component="span" sx={{ color: 'text.primary', fontVariantNumeric: 'tabular-nums' }}>
        {shown === null ? '–' : measure === 'area' ? formats.percent(shown, 1) : formats.number(shown, 3)}
      </Box>
    </Box>
  );
}

/** What each lane shows, with the values of the frame that is looked at. */
function LaneNames({ lanes }: { readonly lanes: readonly Lane[] }) {
  const { run } = useViewer();
  const facts = run.frames[useFrame()];
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
            <LaneName key={measure} measure={measure} value={facts?.[measure]} />
          ))}
        </Box>
      ))}
    </Box>
  );
}

/** How good each frame is, over the whole clip, and the way to any of them. */
export function Timeline() {
  const { run } = useViewer();
  const content = useMemo(() => contentOf(run), [run]);
  return (
    <Box sx={{ display: 'flex', px: 1.5, pb: 0.5, bgcolor: 'background.paper' }}>
      <LaneNames lanes={content.lanes} />
      <Strip content={content} />
    </Box>
  );
}

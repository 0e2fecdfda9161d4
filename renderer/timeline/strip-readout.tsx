import { Box } from '@mui/material';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { measureColor } from '../measures/measure-colors.ts';
import { measures } from '../measures/run-series.ts';
import { useViewer } from '../viewer/viewer-context.ts';
import { wholeFrame } from '../measures/whole-frame.ts';

const widthPx = 150;

/** A frame under the pointer and where it is on the strip. */
export interface Hovered {
  readonly frame: number;
  readonly x: number;
}

/** The values of the frame under the pointer. */
export function StripReadout({ hovered: { frame, x } }: { readonly hovered: Hovered }) {
  const { viewer, metrics } = useMessages();
  const formats = useFormats();
  const { run, session } = useViewer();
  const facts = run.frames[frame];
  if (facts === undefined) return null;
  const left = Math.min(session.stage.get().width - widthPx - 8, Math.max(0, x - widthPx / 2));
  return (
    <>
      <Box
        sx={{
          position: 'absolute',
          top: 0,
          bottom: 0,
          width: '1px',
          bgcolor: 'text.disabled',
          pointerEvents: 'none',
        }}
        style={{ left: x }}
      />
      <Box
        aria-hidden
        style={{ left }}
        sx={{
          position: 'absolute',
          bottom: '100%',
          mb: 0.5,
          width: widthPx,
          p: 1,
          borderRadius: 1,
          border: 1,
          borderColor: 'divider',
          bgcolor: 'background.paper',
          boxShadow: 3,
          zIndex: 2,
          pointerEvents: 'none',
          typography: 'caption',
          fontVariantNumeric: 'tabular-nums',
        }}
      >
        <Box sx={{ fontWeight: 600, mb: 0.25 }}>{viewer.frame(wholeFrame(run.summary, frame))}</Box>
        {measures.map((measure) => {
          const value = facts[measure];
          if (value === null) return null;
          return (
            <Box key={measure} sx={{ display: 'flex', alignItems: 'center', gap: 0.75 }}>
              <Box sx={{ width: 8, height: 8, borderRadius: 0.25, bgcolor: measureColor[measure] }} />
              <Box sx={{ flex: 1, color: 'text.secondary' }}>{metrics.measures[measure].name}</Box>
              {measure === 'area' ? formats.percent(value, 1) : formats.number(value, 3)}
            </Box>
          );
        })}
        {(facts.locked || facts.fixed) && (
          <Box sx={{ color: 'text.secondary' }}>
            {[facts.locked ? viewer.locked : '', facts.fixed ? viewer.fixed : ''].filter(Boolean).join(' · ')}
          </Box>
        )}
      </Box>
    </>
  );
}

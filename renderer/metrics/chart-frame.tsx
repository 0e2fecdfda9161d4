import ImageOutlined from '@mui/icons-material/ImageOutlined';
import { Box } from '@mui/material';
import { useRef, type ReactNode } from 'react';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { saveChart, type ChartLegend } from './save-chart.ts';

interface ChartFrameProps {
  readonly title: string;
  readonly legend: readonly ChartLegend[];
  /** Beside the title: a choice of the measure say. */
  readonly controls?: ReactNode;
  readonly children: ReactNode;
}

/** A chart with its title, its legend, and the way to save it as a picture. */
export function ChartFrame({ title, legend, controls, children }: ChartFrameProps) {
  const { metrics } = useMessages();
  const { attempt } = useApp();
  const chart = useRef<HTMLDivElement>(null);
  return (
    <Box
      component="figure"
      sx={{ m: 0, flex: 1, minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column' }}
    >
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          flexWrap: 'wrap',
          gap: 2,
          px: 2.5,
          pt: 1,
          minHeight: 44,
        }}
      >
        {controls}
        <Box
          component="figcaption"
          sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, flex: 1, typography: 'body2', minWidth: 0 }}
        >
          {legend.map(({ label, color }) => (
            <Box
              key={label}
              sx={{ display: 'flex', alignItems: 'center', gap: 0.75, color: 'text.secondary', minWidth: 0 }}
            >
              <Box sx={{ width: 12, height: 3, borderRadius: 1, bgcolor: color, flexShrink: 0 }} />
              <MiddleEllipsis text={label} tooltip={label} />
            </Box>
          ))}
        </Box>
        <IconAction
          label={metrics.savePng}
          onClick={() => void attempt(saveChart(chart.current!, { title, legend }))}
        >
          <ImageOutlined fontSize="small" />
        </IconAction>
      </Box>
      <Box ref={chart} sx={{ flex: 1, minHeight: 0, position: 'relative' }}>
        {children}
      </Box>
    </Box>
  );
}

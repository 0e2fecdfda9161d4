import { Box } from '@mui/material';
import { memo } from 'react';
import type { Layer } from '../../native/api/runs.ts';
import { FrameThumbnail } from '../components/pictures/frame-thumbnail.tsx';
import { PictureCard } from '../components/pictures/picture-card.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { routeHash } from '../routing/route.ts';
import type { WorstFrame } from './use-worst-frames.ts';
import { wholeFrame } from '../measures/whole-frame.ts';

/** What is seen small below the overlay, as far as the run has it. */
const strip = ['source', 'flow', 'graphcut', 'refined', 'truth'] as const satisfies readonly Layer[];

const pictureOf = ({ run, frame, revision }: WorstFrame, layer: Layer) => ({
  runId: run.id,
  layer,
  frame,
  revision,
});

/** Always as many places, so that cards line up; what a run has not is a dash. */
function LayerStrip({ worst, aspect }: { readonly worst: WorstFrame; readonly aspect: number }) {
  const { viewer } = useMessages();
  return (
    <Box sx={{ display: 'grid', gridTemplateColumns: `repeat(${strip.length}, 1fr)`, gap: '2px', pt: '2px' }}>
      {strip.map((layer) => {
        const there = worst.layers.includes(layer);
        return (
          <Box key={layer} sx={{ minWidth: 0 }}>
            {there ? (
              <FrameThumbnail picture={pictureOf(worst, layer)} aspect={aspect} />
            ) : (
              <Box
                sx={{
                  aspectRatio: aspect,
                  borderRadius: 0.75,
                  display: 'grid',
                  placeItems: 'center',
                  bgcolor: 'action.hover',
                  color: 'text.secondary',
                }}
              >
                –
              </Box>
            )}
            <Box
              sx={{
                fontSize: '0.65rem',
                color: 'text.secondary',
                textAlign: 'center',
                pt: 0.25,
                overflow: 'hidden',
                textOverflow: 'ellipsis',
                whiteSpace: 'nowrap',
              }}
            >
              {viewer.layers[layer]}
            </Box>
          </Box>
        );
      })}
    </Box>
  );
}

interface WorstFrameCardProps {
  readonly worst: WorstFrame;
  /** Whether its run's number is told: where there are several runs of its clip. */
  readonly numbered: boolean;
}

/** One bad frame: its mask over the picture, and below it what led there. It opens the frame in the viewer. */
export const WorstFrameCard = memo(function WorstFrameCard({ worst, numbered }: WorstFrameCardProps) {
  const { metrics, viewer } = useMessages();
  const formats = useFormats();
  const { run, frame, facts } = worst;
  const name = viewer.frame(wholeFrame(run, frame));
  const measure = facts.J === null ? 'confidence' : 'J';
  const value = facts[measure];
  const aspect = run.widthPx / run.heightPx;
  return (
    <li>
      <PictureCard
        href={routeHash({ view: 'viewer', runId: run.id, frame })}
        picture={pictureOf(worst, 'overlay')}
        aspect={aspect}
        badge={value === null ? null : `${metrics.measures[measure].short} ${formats.number(value, 2)}`}
        name={run.name}
        path={run.clip}
        aside={numbered ? `#${run.id} · ${name}` : name}
        below={<LayerStrip worst={worst} aspect={aspect} />}
      />
    </li>
  );
});

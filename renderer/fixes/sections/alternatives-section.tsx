import ExpandMore from '@mui/icons-material/ExpandMore';
import { Box, Button, ButtonBase, Collapse } from '@mui/material';
import { useEffect, useRef } from 'react';
import { type FixChoice, ownChoice } from '../../../native/api/runs.ts';
import { FrameThumbnail } from '../../components/pictures/frame-thumbnail.tsx';
import { useMessages } from '../../i18n/i18n.tsx';
import { useChoice, useSettledFrame, useViewer } from '../../viewer/viewer-context.ts';
import { withLooseness } from '../fix-choice.ts';
import { useAlternativeMasks } from '../use-alternative-masks.ts';

/** How far the alternatives lie from what the run has. */
const steps = { looseness: 0.5, look: 0.3, motion: 0.25 } as const;
const tileSidePx = 160;

interface Alternative {
  readonly name: string;
  readonly choice: FixChoice;
}

/** Other readings of a frame that are worth a look, as a person would name them. */
function useAlternatives(): readonly Alternative[] {
  const { fix } = useMessages().viewer;
  const { alpha } = useViewer().run.summary.config;
  const byAlpha = (value: number): FixChoice => ({ ...ownChoice, alpha: Math.round(100 * value) / 100 });
  return [
    { name: fix.tighter, choice: withLooseness(ownChoice, -steps.looseness) },
    { name: fix.looser, choice: withLooseness(ownChoice, steps.looseness) },
    { name: fix.swapped, choice: { ...ownChoice, swap: true } },
    { name: fix.look, choice: byAlpha(Math.min(1, alpha + steps.look)) },
    { name: fix.motion, choice: byAlpha(Math.max(0, alpha - steps.motion)) },
    { name: `${fix.eigenvector} 3`, choice: { ...ownChoice, eigenvector: 3 } },
  ];
}

/** The outline of a mask over the frame, as large as the tile. */
function Outline({ picture }: { readonly picture: ImageBitmap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const scale = Math.min(1, tileSidePx / Math.max(picture.width, picture.height));
    const { current } = canvas;
    current!.width = Math.round(scale * picture.width);
    current!.height = Math.round(scale * picture.height);
    current!.getContext('2d')!.drawImage(picture, 0, 0, current!.width, current!.height);
  }, [picture]);
  return <canvas ref={canvas} style={{ position: 'absolute', inset: 0, width: '100%', height: '100%' }} />;
}

function Tiles({
  choice: chosen,
  onChange,
}: {
  readonly choice: FixChoice;
  readonly onChange: (choice: FixChoice) => void;
}) {
  const { run, session } = useViewer();
  const frame = useSettledFrame();
  const alternatives = useAlternatives();
  const masks = useAlternativeMasks(alternatives.map(({ choice }) => choice));
  const source = { runId: run.summary.id, layer: 'source', frame, revision: run.revision } as const;
  return (
    <Box
      component="ul"
      sx={{ listStyle: 'none', m: 0, p: 0, display: 'grid', gridTemplateColumns: '1fr 1fr 1fr', gap: 1 }}
    >
      {alternatives.map(({ name, choice }, at) => {
        const isChosen = JSON.stringify(choice) === JSON.stringify(chosen);
        const mask = masks[at];
        return (
          <li key={name}>
            <ButtonBase
              aria-pressed={isChosen}
              onClick={() => onChange(isChosen ? ownChoice : choice)}
              sx={{ display: 'block', width: '100%', textAlign: 'left', borderRadius: 0.75 }}
            >
              <Box
                sx={{
                  position: 'relative',
                  overflow: 'hidden',
                  borderRadius: 0.75,
                  outline: isChosen ? 2 : 0,
                  outlineStyle: 'solid',
                  outlineColor: 'primary.main',
                  opacity: mask === undefined ? 0.5 : 1,
                }}
              >
                <FrameThumbnail picture={source} aspect={session.size.width / session.size.height} />
                {mask !== undefined && <Outline picture={mask} />}
              </Box>
              <Box sx={{ typography: 'caption', lineHeight: 1.3, mt: 0.25 }}>{name}</Box>
            </ButtonBase>
          </li>
        );
      })}
    </Box>
  );
}

/** What else the frame's mask could be, as pictures: a click tries one, a second click puts it away. */
export function AlternativesSection(props: Parameters<typeof Tiles>[0]) {
  const { fix } = useMessages().viewer;
  const { session } = useViewer();
  const isOpen = useChoice('alternativesOpen');
  return (
    <Box>
      <Button
        color="secondary"
        sx={{ ml: -1.5 }}
        aria-expanded={isOpen}
        endIcon={<ExpandMore sx={{ transform: isOpen ? 'rotate(180deg)' : 'none' }} />}
        onClick={() => session.choose({ alternativesOpen: !isOpen })}
      >
        {fix.alternatives}
      </Button>
      <Collapse in={isOpen} unmountOnExit>
        <Box sx={{ pt: 0.5 }}>
          <Tiles {...props} />
        </Box>
      </Collapse>
    </Box>
  );
}

import { Box, CircularProgress } from '@mui/material';
import type { ReactNode } from 'react';
import { diffColors, eigenvectorColors } from '../../native/api/media-url.ts';
import type { Layer } from '../../native/api/runs.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useStore } from '../state/store.ts';
import { panesOf } from './comparison.ts';
import { neededLayers } from './layer-looks.ts';
import type { Rect } from './view-geometry.ts';
import { useChoice, useFrame, useViewer } from './viewer-context.ts';

/** A label that can be read over any picture. */
function StageTag({ children, at }: { readonly children: ReactNode; readonly at: object }) {
  return (
    <Box
      sx={{
        position: 'absolute',
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        px: 1,
        py: 0.25,
        borderRadius: 0.75,
        fontSize: '0.75rem',
        fontWeight: 550,
        color: '#f4f5f7',
        bgcolor: 'rgb(12 13 16 / 0.72)',
        pointerEvents: 'none',
        ...at,
      }}
    >
      {children}
    </Box>
  );
}

/** Which layer is seen where. */
function LayerTags() {
  const { layers } = useMessages().viewer;
  const { session } = useViewer();
  const [mode, first, second] = [useChoice('mode'), useChoice('first'), useChoice('second')];
  const stage = useStore(session.stage);
  const secondPane = panesOf(mode, stage, session.size)[1];
  if (mode === 'single') return <StageTag at={{ top: 12, left: 12 }}>{layers[first]}</StageTag>;
  return (
    <>
      <StageTag at={{ top: 12, left: 12 }}>A · {layers[first]}</StageTag>
      <StageTag
        at={
          secondPane === undefined
            ? { top: 12, right: 12 }
            : { top: secondPane.y + 12, left: secondPane.x + 12 }
        }
      >
        B · {layers[second]}
      </StageTag>
    </>
  );
}

const inStack = { position: 'static' } as const;

/** What the colours of the refinement's diff mean. */
function DiffLegend() {
  const { diff } = useMessages().viewer;
  return (
    <StageTag at={inStack}>
      {(['gained', 'lost', 'kept'] as const).map((kind) => (
        <Box key={kind} sx={{ display: 'flex', alignItems: 'center', gap: 0.5 }}>
          <Box
            sx={{ width: 10, height: 10, borderRadius: 0.25, bgcolor: `rgb(${diffColors[kind].join(' ')})` }}
          />
          {diff[kind]}
        </Box>
      ))}
    </StageTag>
  );
}

const eigenvectorScale = eigenvectorColors.map((color) => `rgb(${color.join(' ')})`).join(', ');

/** The colours of the eigenvector's entries, from negative over 0 to positive. */
function EigenvectorLegend() {
  const { eigenvectorScale: texts } = useMessages().viewer;
  return (
    <StageTag at={inStack}>
      {texts.negative}
      <Box sx={{ position: 'relative', width: 96, height: 10 }}>
        <Box
          sx={{
            position: 'absolute',
            inset: 0,
            borderRadius: 0.25,
            background: `linear-gradient(to right, ${eigenvectorScale})`,
          }}
        />
        <Box sx={{ position: 'absolute', left: '50%', insetBlock: -2, width: '1px', bgcolor: '#f4f5f7' }} />
      </Box>
      {texts.positive}
    </StageTag>
  );
}

/** What the colours of the layers that are shown in a part of the stage mean, in its lower left corner. */
function Legends({ shown, pane }: { readonly shown: readonly Layer[]; readonly pane: Rect | undefined }) {
  const stage = useStore(useViewer().session.stage);
  return (
    <Box
      sx={{
        position: 'absolute',
        bottom: pane === undefined ? 12 : stage.height - pane.y - pane.height + 12,
        left: (pane?.x ?? 0) + 12,
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'flex-start',
        gap: 0.75,
        pointerEvents: 'none',
      }}
    >
      {shown.includes('eigenvector') && <EigenvectorLegend />}
      {shown.includes('diff') && <DiffLegend />}
    </Box>
  );
}

/** Says which pictures of the frame could not be had, or that they are on their way. */
function PictureState({ shown }: { readonly shown: readonly Layer[] }) {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const frame = useFrame();
  const drawn = useStore(session.shown);
  const waiting = useStore(session.player.state).waiting;
  const failed = neededLayers(shown).filter((layer) => session.pictures.failure(layer, frame) !== undefined);
  if (failed.length > 0)
    return (
      <StageTag at={{ bottom: 12, right: 12 }}>
        {viewer.noPicture(failed.map((layer) => viewer.layers[layer]).join(', '))}
      </StageTag>
    );
  if (drawn === frame && !waiting) return null;
  return (
    <StageTag
      at={{
        bottom: 12,
        right: 12,
        animation: 'stage-late 0.2s 0.25s both',
        '@keyframes stage-late': { from: { opacity: 0 } },
      }}
    >
      <CircularProgress size={12} color="inherit" aria-label={viewer.loadingFrame} />
      {viewer.loadingFrame}
    </StageTag>
  );
}

/** Everything that is written over the stage. */
export function StageLabels() {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const [mode, first, second] = [useChoice('mode'), useChoice('first'), useChoice('second')];
  const frame = useFrame();
  const preview = useStore(session.preview);
  const shown = mode === 'single' ? [first] : [first, second];
  const panes = panesOf(mode, useStore(session.stage), session.size);
  return (
    <>
      <LayerTags />
      {mode === 'side' ? (
        shown.map((layer, index) => <Legends key={index} shown={[layer]} pane={panes[index]} />)
      ) : (
        <Legends shown={shown} pane={undefined} />
      )}
      {preview?.frame === frame && (
        <StageTag at={{ bottom: 12, left: '50%', transform: 'translateX(-50%)' }}>
          {viewer.previewTag}
        </StageTag>
      )}
      <PictureState shown={shown} />
    </>
  );
}

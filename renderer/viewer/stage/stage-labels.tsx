import { Box, CircularProgress } from '@mui/material';
import type { ReactNode } from 'react';
import { eigenvectorColors } from '../../../native/api/media-url.ts';
import { diffColors } from '../../../native/base/diff-colors.ts';
import { useMessages } from '../../i18n/i18n.tsx';
import { useDerived, useSelected, useStore } from '../../state/state-store.ts';
import { panesOf } from './comparison.ts';
import { isGround, layerOf, neededLayers, ofOther, type ShownLayer } from '../layer-looks.ts';
import { placement, seenPart, type PaneRect, type Size } from './view-geometry.ts';
import { useChoice, useViewer } from '../viewer-context.ts';

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
        // On a dark stage, too, it is a label.
        boxShadow: '0 0 0 1px rgb(244 245 247 / 0.14)',
        whiteSpace: 'nowrap',
        pointerEvents: 'none',
        ...at,
      }}
    >
      {children}
    </Box>
  );
}

/** The room between a label and the picture's edge, in CSS pixels. */
const insetPx = 12;

/** Places of labels in a part of the stage. */
function placesIn(stage: Size, { x, y, width, height }: PaneRect) {
  const top = y + insetPx;
  const left = x + insetPx;
  const right = stage.width - x - width + insetPx;
  const bottom = stage.height - y - height + insetPx;
  return {
    topLeft: { top, left },
    topRight: { top, right },
    topMiddle: { top, left: x + width / 2, transform: 'translateX(-50%)' },
    bottomLeft: { bottom, left },
    bottomRight: { bottom, right },
  };
}

/** The part of each pane where the picture is seen: labels hang on it, not on the empty stage beside it. */
function useSeen(): readonly PaneRect[] {
  const { session } = useViewer();
  const mode = useChoice('mode');
  const stage = useStore(session.stage);
  const view = useStore(session.view);
  return panesOf(mode, stage, session.size).map((pane) =>
    seenPart(pane, placement(view, session.size, pane)),
  );
}

/** Which layer is seen where. */
function LayerTags({ seen }: { readonly seen: readonly PaneRect[] }) {
  const { layers } = useMessages().viewer;
  const [mode, first, second] = [useChoice('mode'), useChoice('first'), useChoice('second')];
  const { session } = useViewer();
  const stage = useStore(session.stage);
  const other = useStore(session.other);
  const [a, b] = seen.map((part) => placesIn(stage, part));
  if (mode === 'single') return <StageTag at={a!.topLeft}>{layers[first]}</StageTag>;
  return (
    <>
      <StageTag at={a!.topLeft}>A · {layers[first]}</StageTag>
      <StageTag at={b?.topLeft ?? a!.topRight}>
        B · {other !== null && `#${other.runId} · `}
        {layers[second]}
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
function Legends({ shown, seen }: { readonly shown: readonly ShownLayer[]; readonly seen: PaneRect }) {
  const stage = useStore(useViewer().session.stage);
  return (
    <Box
      sx={{
        position: 'absolute',
        ...placesIn(stage, seen).bottomLeft,
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
function PictureState({ shown, seen }: { readonly shown: readonly ShownLayer[]; readonly seen: PaneRect }) {
  const { viewer } = useMessages();
  const { session } = useViewer();
  const { frame, state } = session.player;
  const place = placesIn(useStore(session.stage), seen).bottomRight;
  const failed = useDerived([frame, session.shown, state], () =>
    neededLayers(shown, session.ground.get() !== null)
      .filter((layer) => session.pictures.failure(layer, frame.get()) !== undefined)
      .map((layer) => (isGround(layer) ? viewer.backdrop : viewer.layers[layerOf(layer)]))
      .join(', '),
  );
  const drawn = useDerived([frame, session.shown], () => session.shown.get() === frame.get());
  const waiting = useSelected(state, (player) => player.waiting);
  if (failed !== '') return <StageTag at={place}>{viewer.noPicture(failed)}</StageTag>;
  if (drawn && !waiting) return null;
  return (
    <StageTag
      at={{
        ...place,
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
  const [mode, first, own] = [useChoice('mode'), useChoice('first'), useChoice('second')];
  const second = useStore(session.other) === null ? own : ofOther(own);
  const { frame } = session.player;
  const previewed = useDerived([frame, session.preview], () => session.preview.get()?.frame === frame.get());
  const stage = useStore(session.stage);
  const shown = mode === 'single' ? [first] : [first, second];
  const seen = useSeen();
  return (
    <>
      <LayerTags seen={seen} />
      {seen.map((part, index) => (
        <Legends key={index} shown={mode === 'side' ? [shown[index]!] : shown} seen={part} />
      ))}
      {previewed &&
        seen.map((part, index) => (
          <StageTag key={index} at={placesIn(stage, part).topMiddle}>
            {viewer.previewTag}
          </StageTag>
        ))}
      <PictureState shown={shown} seen={seen.at(-1)!} />
    </>
  );
}

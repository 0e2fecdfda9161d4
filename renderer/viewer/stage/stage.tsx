import { Box } from '@mui/material';
import { useEffect, useRef } from 'react';
import { useMessages } from '../../i18n/i18n.tsx';
import { useStore } from '../../state/state-store.ts';
import { BrushCursor } from './brush-cursor.tsx';
import { HeldOutRegions } from './held-out-regions.tsx';
import { StageCanvas } from './stage-canvas.ts';
import { StageLabels } from './stage-labels.tsx';
import { useStagePointer } from './use-stage-pointer.ts';
import { useChoice, useViewer } from '../viewer-context.ts';
import { WipeDivider } from './wipe-divider.tsx';

/** Neutral, so that it tints no picture. */
const stageColor = { bgcolor: '#cfd2d8', '[data-theme="dark"] &': { bgcolor: '#0b0c0e' } };

function Canvas() {
  const { viewer } = useMessages();
  const { run, session } = useViewer();
  const { firstFrame } = run.summary;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [mode, first, second] = [useChoice('mode'), useChoice('first'), useChoice('second')];
  useEffect(() => {
    const drawing = new StageCanvas(canvas.current!, session);
    return () => drawing.close();
  }, [session]);
  const seen = mode === 'single' ? viewer.layers[first] : `${viewer.layers[first]}, ${viewer.layers[second]}`;
  useEffect(() => {
    const { frame } = session.player;
    const follow = () =>
      canvas.current!.setAttribute('aria-label', viewer.stage(firstFrame + frame.get(), seen));
    follow();
    return frame.subscribe(follow);
  }, [session, viewer, seen, firstFrame]);
  return (
    <Box
      component="canvas"
      ref={canvas}
      role="img"
      sx={{ position: 'absolute', inset: 0, width: '100%', height: '100%', ...stageColor }}
    />
  );
}

/** The picture, and what lies over it. */
export function Stage() {
  const { session } = useViewer();
  const mode = useChoice('mode');
  const isBrushing = useStore(session.brush).tool !== null;
  const isDrawing = useStore(session.region).isOn;
  const isPointing = isBrushing || isDrawing;
  const stage = useRef<HTMLDivElement>(null);
  useStagePointer(stage, session);
  return (
    <Box
      ref={stage}
      data-testid="stage"
      sx={{
        position: 'relative',
        flex: 1,
        minHeight: 120,
        overflow: 'hidden',
        cursor: isPointing ? 'crosshair' : 'grab',
        touchAction: 'none',
        '&:active': { cursor: isPointing ? 'crosshair' : 'grabbing' },
      }}
    >
      <Canvas />
      {mode === 'wipe' && <WipeDivider />}
      <HeldOutRegions />
      <BrushCursor />
      <StageLabels />
    </Box>
  );
}

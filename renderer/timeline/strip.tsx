import { Box } from '@mui/material';
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { useViewer } from '../viewer/viewer-context.ts';
import { MarkedRange } from './marked-range.tsx';
import { StripCanvas } from './strip-canvas.ts';
import { type Hovered, StripReadout } from './strip-readout.tsx';
import { frameAfterKey, frameAt } from './strip-geometry.ts';
import { stripHeight, type StripContent } from './draw-strip.ts';

/** The strip as a slider: clicking and dragging go to a frame, arrow keys step, Page keys leap by a tenth of the clip. */
export function Strip({ content }: { readonly content: StripContent }) {
  const { timeline } = useMessages().viewer;
  const { run, session } = useViewer();
  const { player } = session;
  const frameCount = run.timesSec.length;
  const { firstFrame } = run.summary;
  const strip = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<Hovered | null>(null);

  useEffect(() => {
    const drawing = new StripCanvas(canvas.current!, frameCount, content);
    return () => drawing.close();
  }, [frameCount, content]);

  // The playhead moves 60 times a second while a person scrubs: React need not know.
  useEffect(() => {
    const follow = () => {
      const frame = player.frame.get();
      head.current!.style.left = `${((frame + 0.5) / frameCount) * 100}%`;
      strip.current!.setAttribute('aria-valuenow', String(firstFrame + frame));
      strip.current!.setAttribute(
        'aria-valuetext',
        timeline.valueText(firstFrame + frame, { first: firstFrame, last: firstFrame + frameCount - 1 }),
      );
    };
    follow();
    return player.frame.subscribe(follow);
  }, [player, firstFrame, frameCount, timeline]);

  const point = (event: PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - left;
    const frame = frameAt({ frameCount, widthPx: width }, x);
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    if (event.currentTarget.hasPointerCapture(event.pointerId)) player.step(frame - player.frame.get());
    setHovered({ frame, x: Math.min(width, Math.max(0, x)) });
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const frame = frameAfterKey(player.frame.get(), event.key, frameCount);
    if (frame === null) return;
    event.preventDefault();
    player.step(frame - player.frame.get());
  };
  return (
    <Box
      ref={strip}
      role="slider"
      tabIndex={0}
      aria-label={timeline.label}
      aria-valuemin={firstFrame}
      aria-valuemax={firstFrame + frameCount - 1}
      aria-valuenow={firstFrame}
      onPointerDown={point}
      onPointerMove={point}
      onPointerLeave={() => setHovered(null)}
      onKeyDown={press}
      data-testid="timeline"
      sx={{
        position: 'relative',
        flex: 1,
        minWidth: 0,
        cursor: 'pointer',
        touchAction: 'none',
        '&:focus-visible': { outlineOffset: -2 },
      }}
    >
      <Box
        component="canvas"
        ref={canvas}
        sx={{ display: 'block', width: '100%', height: stripHeight(content) }}
      />
      <MarkedRange />
      <Playhead head={head} />
      {hovered !== null && <StripReadout hovered={hovered} />}
    </Box>
  );
}

function Playhead({ head }: { readonly head: React.RefObject<HTMLDivElement | null> }) {
  return (
    <Box
      ref={head}
      sx={{
        position: 'absolute',
        top: 0,
        bottom: 0,
        width: 2,
        ml: '-1px',
        bgcolor: 'primary.main',
        pointerEvents: 'none',
        '&::before': {
          content: '""',
          position: 'absolute',
          top: 0,
          left: -5,
          width: 12,
          height: 10,
          bgcolor: 'primary.main',
          clipPath: 'polygon(0 0, 100% 0, 100% 40%, 50% 100%, 0 40%)',
        },
      }}
    />
  );
}

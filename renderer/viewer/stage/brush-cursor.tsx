import { Box } from '@mui/material';
import { useEffect, useRef } from 'react';
import { diffColors } from '../../../native/base/diff-colors.ts';
import { useStore } from '../../state/state-store.ts';
import { currentZoom } from './stage-zoom.ts';
import { useViewer } from '../viewer-context.ts';

/** The brush's outline under the pointer, as large as what it touches. */
export function BrushCursor() {
  const { session } = useViewer();
  const { tool, sizePx } = useStore(session.brush);
  useStore(session.view);
  const ring = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = ring.current;
    const stage = element?.parentElement;
    if (element === null || stage === null || stage === undefined) return undefined;
    const ending = new AbortController();
    const { signal } = ending;
    stage.addEventListener(
      'pointermove',
      ({ clientX, clientY }) => {
        const { left, top } = stage.getBoundingClientRect();
        element.style.transform = `translate(${clientX - left}px, ${clientY - top}px) translate(-50%, -50%)`;
        element.style.opacity = '1';
      },
      { signal },
    );
    stage.addEventListener('pointerleave', () => (element.style.opacity = '0'), { signal });
    return () => ending.abort();
  }, [tool]);
  if (tool === null) return null;
  const side = Math.max(6, sizePx * currentZoom(session));
  return (
    <Box
      ref={ring}
      aria-hidden
      style={{ width: side, height: side }}
      sx={{
        position: 'absolute',
        top: 0,
        left: 0,
        opacity: 0,
        borderRadius: '50%',
        pointerEvents: 'none',
        border: '2px solid',
        borderColor: `rgb(${diffColors[tool === 'add' ? 'gained' : 'lost'].join(' ')})`,
        boxShadow: '0 0 0 1px rgb(0 0 0 / 0.6), inset 0 0 0 1px rgb(0 0 0 / 0.4)',
      }}
    />
  );
}

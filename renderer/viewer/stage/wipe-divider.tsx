import CodeOutlined from '@mui/icons-material/CodeOutlined';
import { Box } from '@mui/material';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useFormats, useMessages } from '../../i18n/i18n.tsx';
import { shareAfterKey, shareAt } from './comparison.ts';
import { useChoice, useViewer } from '../viewer-context.ts';

/** The line between the two layers of a wipe: dragged, or moved by arrow keys. */
export function WipeDivider() {
  const { viewer } = useMessages();
  const formats = useFormats();
  const { session } = useViewer();
  const share = useChoice('share');
  const drag = (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const stage = session.stage.get();
    const { left } = event.currentTarget.parentElement!.getBoundingClientRect();
    session.choose({ share: shareAt(stage, { x: event.clientX - left, y: 0 }) });
  };
  const press = (event: KeyboardEvent) => {
    const moved = shareAfterKey(share, event.key, event.shiftKey);
    if (moved === null) return;
    event.preventDefault();
    session.choose({ share: moved });
  };
  return (
    <Box
      role="slider"
      tabIndex={0}
      aria-label={viewer.divider}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={formats.percent(share)}
      onPointerDown={drag}
      onPointerMove={drag}
      onDoubleClick={() => session.choose({ share: 0.5 })}
      onKeyDown={press}
      style={{ left: `${share * 100}%` }}
      sx={{
        position: 'absolute',
        top: 0,
        bottom: 0,
        width: 20,
        ml: '-10px',
        cursor: 'ew-resize',
        touchAction: 'none',
        '&::before': {
          content: '""',
          position: 'absolute',
          inset: '0 auto 0 9px',
          width: 2,
          bgcolor: '#fff',
          boxShadow: '0 0 0 1px rgb(0 0 0 / 0.35)',
        },
        '&:focus-visible': { outline: 'none' },
        '&:focus-visible .handle': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: 2 },
      }}
    >
      <Box
        className="handle"
        sx={{
          position: 'absolute',
          top: '50%',
          left: -5,
          mt: '-15px',
          width: 30,
          height: 30,
          display: 'grid',
          placeItems: 'center',
          borderRadius: '50%',
          bgcolor: '#fff',
          color: '#16181d',
          boxShadow: '0 1px 4px rgb(0 0 0 / 0.5)',
          '& svg': { fontSize: 18 },
        }}
      >
        <CodeOutlined aria-hidden />
      </Box>
    </Box>
  );
}

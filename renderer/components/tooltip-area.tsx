import { Box, Tooltip } from '@mui/material';
import type { SxProps, Theme } from '@mui/material/styles';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  type SyntheticEvent,
} from 'react';

const delayMs = 400;

interface TooltipAreaProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly sx: SxProps<Theme>;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}

const toldBy = (target: EventTarget): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;

/**
 * One tooltip for everything inside that has `data-tooltip`: lists whose rows come and go while they are scrolled would
 * otherwise mount one for each of their buttons.
 */
export function TooltipArea({ ref, sx, onKeyDown, children }: TooltipAreaProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const timer = useRef<number>(undefined);
  const close = useCallback(() => {
    clearTimeout(timer.current);
    setAnchor(null);
  }, []);
  const open = ({ target }: SyntheticEvent) => {
    const told = toldBy(target);
    if (told === anchor && told !== null) return;
    close();
    if (told !== null) timer.current = window.setTimeout(() => setAnchor(told), delayMs);
  };
  useEffect(() => close, [close]);
  // What it tells about may be gone with what has just been rendered.
  useLayoutEffect(() => {
    if (anchor !== null && !anchor.isConnected) close();
  });
  return (
    <>
      <Box
        ref={ref}
        onPointerOver={open}
        onPointerLeave={close}
        onPointerDown={close}
        onFocus={(event) => {
          if (event.target.matches(':focus-visible')) open(event);
        }}
        onBlur={close}
        onScroll={close}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          onKeyDown(event);
        }}
        sx={sx}
      >
        {children}
      </Box>
      <Tooltip
        open={anchor !== null}
        title={anchor?.dataset['tooltip'] ?? ''}
        describeChild
        slotProps={{ popper: { anchorEl: anchor } }}
      >
        <span hidden />
      </Tooltip>
    </>
  );
}

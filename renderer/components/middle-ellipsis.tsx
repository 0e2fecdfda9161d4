import { Box, Tooltip } from '@mui/material';
import { useLayoutEffect, useRef } from 'react';
import { closeGap } from './close-gap.ts';

/** Characters at the end that are always shown: the extension and what tells similar names apart. */
const endLength = 12;

/** A file name that is cut in its middle where there is too little room; the tooltip has all of it. */
export function MiddleEllipsis({
  text,
  tooltip = text,
}: {
  readonly text: string;
  readonly tooltip?: string;
}) {
  const cut = text.length > endLength * 2 ? text.length - endLength : text.length;
  const start = useRef<HTMLElement>(null);
  const end = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => closeGap(start.current!, end.current!));
    observer.observe(start.current!);
    return () => observer.disconnect();
  }, [text]);
  return (
    <Tooltip describeChild title={tooltip}>
      <Box component="span" sx={{ display: 'inline-flex', minWidth: 0, maxWidth: '100%', whiteSpace: 'pre' }}>
        <Box ref={start} component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
          {text.slice(0, cut)}
        </Box>
        <span ref={end}>{text.slice(cut)}</span>
      </Box>
    </Tooltip>
  );
}

import { Tooltip } from '@mui/material';
import { EllipsisText } from './ellipsis-text.tsx';

/** A file name that is cut in its middle where there is too little room; the tooltip has all of it. */
export function MiddleEllipsis({
  text,
  tooltip = text,
}: {
  readonly text: string;
  readonly tooltip?: string;
}) {
  return (
    <Tooltip describeChild title={tooltip}>
      <EllipsisText text={text} />
    </Tooltip>
  );
}

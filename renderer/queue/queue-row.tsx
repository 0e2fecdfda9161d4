import DragIndicator from '@mui/icons-material/DragIndicator';
import { Box } from '@mui/material';
import { memo, type PointerEvent } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { configSummary } from '../config/config-summary.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { JobProgress } from './job-progress.tsx';
import { RowActions } from './row-actions.tsx';
import { Thumbnail } from './thumbnail.tsx';
import type { JobActions } from './use-job-actions.ts';

/** Laid over the row's own surface, so that the rows below do not shine through while one is dragged. */
const layer = (color: string) =>
  `linear-gradient(var(--mui-palette-action-${color}), var(--mui-palette-action-${color}))`;
const hover = layer('hover');
const selected = layer('selected');

/** The height of every row in pixels: the list is virtual, so it has to know. */
export const rowHeightPx = 68;

interface QueueRowProps {
  readonly item: QueueItem;
  readonly index: number;
  readonly count: number;
  readonly current: boolean;
  readonly dragged: boolean;
  readonly actions: JobActions;
  readonly onFocus: (index: number) => void;
  readonly onDragStart: (id: number, event: PointerEvent) => void;
}

/** A clip of the queue; rendered again only when it changes itself. */
export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { item, index, count, current, dragged, actions, onFocus, onDragStart } = props;
  const { queue, config } = useMessages();
  const formats = useFormats();
  const isOrdered = item.state === 'waiting' || item.state === 'interrupted';
  return (
    <Box
      role="listitem"
      aria-label={`${item.name}, ${queue.states[item.state]}`}
      aria-setsize={count}
      aria-posinset={index + 1}
      data-index={index}
      tabIndex={current ? 0 : -1}
      onFocus={() => onFocus(index)}
      onDoubleClick={() => actions.open(item)}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        height: rowHeightPx,
        pl: 0.5,
        pr: 2,
        borderBottom: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
        opacity: dragged ? 0.5 : 1,
        '&:hover': { backgroundImage: hover },
        '&:focus, &:focus-within': { backgroundImage: selected },
        '&:focus-visible': { outlineOffset: -2 },
      }}
    >
      <Box
        aria-hidden
        title={queue.row.drag}
        onPointerDown={(event) => onDragStart(item.id, event)}
        sx={{
          display: 'grid',
          p: 0.5,
          color: 'text.disabled',
          cursor: 'grab',
          touchAction: 'none',
          // The order of clips that have had their turn means nothing.
          visibility: isOrdered ? 'visible' : 'hidden',
        }}
      >
        <DragIndicator sx={{ fontSize: 18 }} />
      </Box>
      <Thumbnail jobId={item.id} />
      <Box sx={{ flex: '1 1 0', minWidth: 0 }}>
        <Box sx={{ typography: 'body1', fontWeight: 560, display: 'flex' }}>
          <MiddleEllipsis text={item.name} tooltip={item.clip} />
        </Box>
        <Box sx={{ typography: 'caption', color: 'text.secondary' }}>
          {configSummary(item.config, config, formats)}
        </Box>
      </Box>
      <Box sx={{ flex: '1 1 0', minWidth: 0 }}>
        <Box sx={{ maxWidth: 560 }}>
          <JobProgress item={item} />
        </Box>
      </Box>
      <RowActions item={item} actions={actions} reachable={current} />
    </Box>
  );
});

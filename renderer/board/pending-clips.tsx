import { Box, ButtonBase, LinearProgress } from '@mui/material';
import { thumbnailPath } from '../../native/api/media-url.ts';
import type { QueueItem } from '../../native/api/queue.ts';
import { ClipThumbnail } from '../components/pictures/clip-thumbnail.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { routeHash } from '../routing/route.ts';
import { useQueue } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';

/** The clips that are shown; the queue itself shows all. */
const SHOWN = 12;

function PendingClip({ item }: { readonly item: QueueItem }) {
  const { queue } = useMessages();
  const { percent } = useFormats();
  const fraction = item.state === 'running' ? (item.progress?.fraction ?? 0) : null;
  return (
    <Box component="li" sx={{ width: 168, flexShrink: 0 }}>
      <ButtonBase
        href={routeHash({ view: 'queue' })}
        sx={{
          display: 'flex',
          alignItems: 'center',
          justifyContent: 'flex-start',
          gap: 1,
          width: '100%',
          p: 0.75,
          textAlign: 'left',
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
          bgcolor: 'background.paper',
        }}
      >
        <ClipThumbnail path={thumbnailPath(item.id)} widthPx={48} heightPx={32} />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Box sx={{ typography: 'caption', fontWeight: 600 }}>
            <MiddleEllipsis text={item.name} tooltip={item.clip} />
          </Box>
          <Box
            sx={{ typography: 'caption', color: item.state === 'failed' ? 'error.main' : 'text.secondary' }}
          >
            {fraction === null ? queue.states[item.state] : percent(fraction)}
          </Box>
        </Box>
      </ButtonBase>
      {fraction !== null && (
        <LinearProgress
          variant="determinate"
          value={100 * fraction}
          aria-label={queue.progressOf(item.name)}
          sx={{ height: 2, '& .MuiLinearProgress-bar': { transition: 'none' } }}
        />
      )}
    </Box>
  );
}

/** What is still to be done, above what is: the clips that run, wait or failed, each a way to the queue. */
export function PendingClips() {
  const { board } = useMessages();
  const items = valueOf(useQueue())?.items.filter(({ state }) => state !== 'done') ?? [];
  if (items.length === 0) return null;
  const rank = ({ state }: QueueItem) => (state === 'running' ? 0 : state === 'failed' ? 1 : 2);
  return (
    <Box
      component="ul"
      aria-label={board.pending}
      tabIndex={0}
      sx={{
        listStyle: 'none',
        m: 0,
        px: 2.5,
        py: 1.25,
        display: 'flex',
        gap: 1,
        overflowX: 'auto',
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      {items
        .toSorted((a, b) => rank(a) - rank(b))
        .slice(0, SHOWN)
        .map((item) => (
          <PendingClip key={item.id} item={item} />
        ))}
      {items.length > SHOWN && (
        <Box
          component="li"
          sx={{ alignSelf: 'center', typography: 'caption', color: 'text.secondary', px: 1 }}
        >
          {board.more(items.length - SHOWN)}
        </Box>
      )}
    </Box>
  );
}

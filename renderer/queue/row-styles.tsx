import { GlobalStyles } from '@mui/material';

/** The height of every row in pixels: the list is virtual, so it has to know. */
export const rowHeightPx = 68;

/** The names of a row's parts. */
export const rowParts = {
  row: 'queue-row',
  dragged: 'queue-row-dragged',
  handle: 'queue-row-handle',
  movable: 'queue-row-movable',
  thumbnail: 'queue-row-thumbnail',
  column: 'queue-row-column',
  name: 'queue-row-name',
  settings: 'queue-row-settings',
  progress: 'queue-row-progress',
  running: 'queue-row-running',
  stage: 'queue-row-stage',
  count: 'queue-row-count',
  left: 'queue-row-left',
  outcome: 'queue-row-outcome',
  state: 'queue-row-state',
  took: 'queue-row-took',
  offer: 'queue-row-offer',
  missing: 'queue-row-missing',
  error: 'queue-row-error',
  actions: 'queue-row-actions',
  action: 'queue-row-action',
} as const;

const partOf = (part: keyof typeof rowParts) => `.${rowParts[part]}`;

/** Laid over the row's own surface, so that the rows below do not shine through while one is dragged. */
const layer = (color: string) =>
  `linear-gradient(var(--mui-palette-action-${color}), var(--mui-palette-action-${color}))`;
const hover = layer('hover');
const selected = layer('selected');

/**
 * How rows look, written once for all: rows come and go while the list is scrolled, and a style of its own for each of
 * their parts would take longer than a refresh of the screen.
 */
export const rowStyles = (
  <GlobalStyles
    styles={({ typography, spacing }) => ({
      [partOf('row')]: {
        position: 'absolute',
        insetInline: 0,
        display: 'flex',
        alignItems: 'center',
        gap: spacing(1.5),
        height: rowHeightPx,
        paddingInline: `${spacing(0.5)} ${spacing(2)}`,
        borderBottom: '1px solid var(--mui-palette-divider)',
        backgroundColor: 'var(--mui-palette-background-paper)',
        contain: 'strict',
        '&:hover': { backgroundImage: hover },
        '&:focus, &:focus-within': { backgroundImage: selected },
        '&:focus-visible': { outlineOffset: -2 },
      },
      [partOf('dragged')]: { opacity: 0.5 },
      [partOf('handle')]: {
        display: 'grid',
        padding: spacing(0.5),
        color: 'var(--mui-palette-text-disabled)',
        cursor: 'grab',
        touchAction: 'none',
        // The order of clips that have had their turn means nothing.
        visibility: 'hidden',
        [`&${partOf('movable')}`]: { visibility: 'visible' },
      },
      [partOf('thumbnail')]: {
        width: 72,
        height: 42,
        borderRadius: 6,
        flexShrink: 0,
        objectFit: 'cover',
        display: 'grid',
        placeContent: 'center',
        color: 'var(--mui-palette-text-disabled)',
        backgroundColor: 'var(--mui-palette-action-hover)',
      },
      [partOf('column')]: { ...typography.body2, flex: '1 1 0', minWidth: 0 },
      [partOf('name')]: { ...typography.body1, fontWeight: 560, display: 'flex' },
      [partOf('settings')]: { ...typography.caption, color: 'var(--mui-palette-text-secondary)' },
      [partOf('progress')]: { maxWidth: 560 },
      [partOf('running')]: {
        ...typography.caption,
        display: 'flex',
        justifyContent: 'space-between',
        gap: spacing(1),
        marginBottom: spacing(0.5),
      },
      [partOf('stage')]: { overflow: 'hidden', textOverflow: 'ellipsis', fontWeight: 520 },
      [partOf('count')]: {
        color: 'var(--mui-palette-text-secondary)',
        marginLeft: spacing(0.75),
        fontWeight: 400,
      },
      [partOf('left')]: {
        ...typography.caption,
        color: 'var(--mui-palette-text-secondary)',
        marginTop: spacing(0.25),
        minHeight: 17,
      },
      [partOf('outcome')]: { display: 'flex', alignItems: 'center', gap: spacing(1) },
      [partOf('took')]: { color: 'var(--mui-palette-text-secondary)' },
      [partOf('state')]: {
        display: 'flex',
        alignItems: 'center',
        gap: spacing(0.5),
        fontWeight: 520,
      },
      [partOf('offer')]: {
        ...typography.caption,
        fontWeight: 520,
        padding: spacing(0.125, 1),
        border: '1px solid var(--mui-palette-divider)',
        borderRadius: 6,
        color: 'var(--mui-palette-primary-main)',
        backgroundColor: 'transparent',
        cursor: 'pointer',
        '&:hover': { backgroundColor: 'var(--mui-palette-action-hover)' },
      },
      [partOf('missing')]: {
        ...typography.caption,
        overflow: 'hidden',
        textOverflow: 'ellipsis',
        whiteSpace: 'nowrap',
        '& a': { color: 'var(--mui-palette-primary-main)' },
      },
      [partOf('error')]: {
        ...typography.caption,
        display: '-webkit-box',
        WebkitLineClamp: '2',
        WebkitBoxOrient: 'vertical',
        overflow: 'hidden',
      },
      [partOf('actions')]: { display: 'flex', justifyContent: 'flex-end', width: 136, flexShrink: 0 },
      [partOf('action')]: {
        display: 'grid',
        padding: 5,
        border: 0,
        borderRadius: 6,
        color: 'var(--mui-palette-action-active)',
        backgroundColor: 'transparent',
        cursor: 'pointer',
        '&:hover': { backgroundColor: 'var(--mui-palette-action-hover)' },
      },
    })}
  />
);

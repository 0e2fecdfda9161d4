import Close from '@mui/icons-material/Close';
import ContentCut from '@mui/icons-material/ContentCut';
import { Box, Link, Table, TableBody, TableCell, TableHead, TableRow } from '@mui/material';
import { memo, useState } from 'react';
import { clipThumbnailPath } from '../../native/api/media-url.ts';
import type { PartChoice } from '../../native/api/run-config.ts';
import { videoExtensions } from '../../native/base/file-kinds.ts';
import { ClipThumbnail } from '../components/pictures/clip-thumbnail.tsx';
import { IconAction } from '../components/icon-action.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { PartFields } from '../config/part-fields.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { lastIntactFrame, worded } from '../i18n/worded.ts';
import type { Warning } from './preflight-totals.ts';
import type { ClipParts } from './use-part-rows.ts';
import type { PreflightRow } from './use-preflight.ts';

/** The last part of a path, a video's without its extension: as clips are called. */
function nameOfPath(path: string): string {
  const name = path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
  const dot = name.lastIndexOf('.');
  return dot > 0 && videoExtensions.includes(name.slice(dot + 1).toLowerCase()) ? name.slice(0, dot) : name;
}

const numberCell = { fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap', textAlign: 'right' } as const;

function Figures({ row }: { readonly row: Exclude<PreflightRow, { error: string }> }) {
  const { bytes, roughDuration } = useFormats();
  const { estimatedMemoryBytes, freeMemoryBytes, estimatedDiskBytes, freeDiskBytes } = row;
  const short = (needed: number, free: number) =>
    needed > free ? { color: 'error.main', fontWeight: 600 } : {};
  return (
    <>
      <TableCell sx={{ ...numberCell, fontWeight: 560 }}>{roughDuration(row.estimatedTimeSec)}</TableCell>
      <TableCell sx={{ ...numberCell, ...short(estimatedMemoryBytes, freeMemoryBytes) }}>
        {bytes(estimatedMemoryBytes)}
      </TableCell>
      <TableCell sx={{ ...numberCell, ...short(estimatedDiskBytes, freeDiskBytes) }}>
        {bytes(estimatedDiskBytes)}
      </TableCell>
    </>
  );
}

/** What a clip is: its frames, their rate and size, and how long it is. */
function Facts({
  row,
  part,
}: {
  readonly row: Exclude<PreflightRow, { error: string }>;
  readonly part: PartChoice | null;
}) {
  const { add, common, viewer } = useMessages();
  const { number, duration } = useFormats();
  const { frameCount, widthPx, heightPx, durationSec } = row;
  const rate = durationSec > 0 ? frameCount / durationSec : 0;
  const whole = Math.abs(rate - Math.round(rate)) < 0.005;
  const facts = [
    part === null
      ? common.units.frames(frameCount)
      : add.review.partOf(part.from, part.to, common.units.frames(frameCount)),
    rate > 0 && viewer.framesPerSecond(number(rate, whole ? 0 : 2)),
    `${widthPx} × ${heightPx}`,
    part === null && duration(durationSec),
  ];
  return (
    <Box sx={{ typography: 'caption', color: 'text.secondary', fontVariantNumeric: 'tabular-nums' }}>
      {facts.filter((fact) => fact !== false).join(' · ')}
    </Box>
  );
}

interface RowProps {
  readonly row: PreflightRow;
  /** What is to be said of this clip alone; empty for nothing. */
  readonly warnings: string;
  /** What of the clip is run; null: all. */
  readonly part: PartChoice | null;
  readonly onPart: (clip: string, part: PartChoice) => void;
  readonly onLeaveOut: (clip: string) => void;
}

/** A clip; rendered again only when something of it changes, for there may be hundreds. */
const Row = memo(function Row({ row, warnings, part, onPart, onLeaveOut }: RowProps) {
  const [isOpen, setOpen] = useState(false);
  const { add, config, errors } = useMessages();
  const { review } = add;
  const name = 'error' in row ? nameOfPath(row.clip) : row.name;
  const lastIntact = 'error' in row ? lastIntactFrame(row) : null;
  return (
    <>
      <TableRow sx={{ '& td': { borderBottom: isOpen || warnings !== '' ? 0 : undefined } }}>
        <TableCell sx={{ maxWidth: 0, width: '60%' }}>
          <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, minWidth: 0 }}>
            <ClipThumbnail path={clipThumbnailPath(row.clip)} widthPx={64} heightPx={36} />
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <MiddleEllipsis text={name} tooltip={row.clip} />
              {'error' in row ? (
                <Box sx={{ typography: 'caption', color: 'error.main' }}>
                  {worded(errors, row)}
                  {lastIntact !== null && (
                    <Link
                      component="button"
                      sx={{ typography: 'caption', fontWeight: 520, ml: 0.75, verticalAlign: 'baseline' }}
                      onClick={() => onPart(row.clip, { from: part?.from, to: lastIntact })}
                    >
                      {config.part.upTo(lastIntact)}
                    </Link>
                  )}
                </Box>
              ) : (
                <Facts row={row} part={part} />
              )}
            </Box>
          </Box>
        </TableCell>
        {'error' in row ? <TableCell colSpan={3} /> : <Figures row={row} />}
        <TableCell padding="none" sx={{ whiteSpace: 'nowrap', '& > span': { display: 'inline-block' } }}>
          <IconAction
            label={review.part(name)}
            aria-expanded={isOpen}
            color={part === null ? 'default' : 'primary'}
            onClick={() => setOpen(!isOpen)}
          >
            <ContentCut sx={{ fontSize: 16 }} />
          </IconAction>
          <IconAction label={review.leaveOut(name)} onClick={() => onLeaveOut(row.clip)}>
            <Close sx={{ fontSize: 16 }} />
          </IconAction>
        </TableCell>
      </TableRow>
      {isOpen && (
        <TableRow sx={{ '& td': { borderBottom: warnings !== '' ? 0 : undefined } }}>
          <TableCell colSpan={5} sx={{ pl: 11.5 }}>
            <Box sx={{ maxWidth: 320, pt: 0.5 }}>
              <PartFields
                part={part ?? {}}
                {...('error' in row ? {} : { last: row.frameCount - 1 })}
                onChange={(next) => onPart(row.clip, next)}
              />
            </Box>
          </TableCell>
        </TableRow>
      )}
      {warnings !== '' && (
        <TableRow>
          <TableCell colSpan={5} sx={{ pt: 0, color: 'warning.main', typography: 'caption' }}>
            {warnings}
          </TableCell>
        </TableRow>
      )}
    </>
  );
});

const ownWarnings = (
  row: PreflightRow,
  said: ReadonlySet<Warning>,
  texts: Record<Warning, string>,
): string =>
  'error' in row
    ? ''
    : row.warnings
        .filter((warning) => !said.has(warning))
        .map((warning) => texts[warning])
        .join(' ');

interface PreflightTableProps {
  readonly rows: readonly PreflightRow[];
  /** Warnings that are said elsewhere. */
  readonly said: ReadonlySet<Warning>;
  readonly parts: ClipParts;
  readonly onPart: (clip: string, part: PartChoice) => void;
  readonly onLeaveOut: (clip: string) => void;
}

/** What each clip is and what its run would take. */
export function PreflightTable({ rows, said, parts, onPart, onLeaveOut }: PreflightTableProps) {
  const { review } = useMessages().add;
  const figures = [review.time, review.memory, review.disk];
  return (
    <Table size="small" stickyHeader aria-label={review.clip}>
      <TableHead>
        <TableRow
          sx={{ '& th': { color: 'text.secondary', bgcolor: 'background.paper', whiteSpace: 'nowrap' } }}
        >
          <TableCell>{review.clip}</TableCell>
          {figures.map((name) => (
            <TableCell key={name} align="right">
              {name}
            </TableCell>
          ))}
          <TableCell />
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Row
            key={row.clip}
            row={row}
            warnings={ownWarnings(row, said, review.warnings)}
            part={parts.get(row.clip) ?? null}
            onPart={onPart}
            onLeaveOut={onLeaveOut}
          />
        ))}
      </TableBody>
    </Table>
  );
}

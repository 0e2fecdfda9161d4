import BlockOutlined from '@mui/icons-material/BlockOutlined';
import DnsOutlined from '@mui/icons-material/DnsOutlined';
import WarningAmber from '@mui/icons-material/WarningAmberOutlined';
import { Box, LinearProgress } from '@mui/material';
import type { ReactNode } from 'react';
import type { ComputersQueue, ComputersState, ComputersWorker } from '../../native/api/computers.ts';
import { EllipsisText } from '../components/ellipsis-text.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { worded } from '../i18n/worded.ts';

interface WorkerListProps {
  readonly state: Pick<ComputersState, 'workers' | 'program'>;
  readonly queue: ComputersQueue;
}

/** The computers of the queue, those first that need somebody. */
export function WorkerList({ state: { workers, program }, queue }: WorkerListProps) {
  const { computers: texts } = useMessages();
  if (workers.length === 0) return <NoWorkers queue={queue} />;
  const rank = ({ refusal, trouble }: ComputersWorker) => (refusal !== null ? 0 : trouble !== null ? 1 : 2);
  return (
    <Box
      component="ul"
      aria-label={texts.list}
      sx={{
        m: 0,
        p: 0,
        listStyle: 'none',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
      }}
    >
      {workers
        .toSorted((a, b) => rank(a) - rank(b))
        .map((worker) => (
          <WorkerRow key={worker.id} worker={worker} program={program} />
        ))}
    </Box>
  );
}

/** How a worker is started; the folders are those of this computer's queue. */
function NoWorkers({ queue: { url, folders } }: { readonly queue: ComputersQueue }) {
  const { computers: texts } = useMessages();
  const maps = folders.map(({ shared }) => ` --map ${/\s/.test(shared) ? `"${shared}"` : shared}`).join('');
  return (
    <Box sx={{ typography: 'body2', color: 'text.secondary' }}>
      {texts.none}
      <Box
        component="pre"
        sx={{
          m: 0,
          mt: 1,
          p: 1.5,
          borderRadius: 1,
          bgcolor: 'action.hover',
          color: 'text.primary',
          fontSize: 12,
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
        }}
      >
        {`FODVID_QUEUE_PASSWORD=… fodvid worker --queue ${url}${maps}`}
      </Box>
    </Box>
  );
}

interface WorkerRowProps {
  readonly worker: ComputersWorker;
  /** The version of this computer. */
  readonly program: string | null;
}

function WorkerRow({ worker, program }: WorkerRowProps) {
  const { computers: texts, config, errors } = useMessages();
  const { number } = useFormats();
  const { name, provider, framesPerSec, doneCount, slots, trouble, refusal } = worker;
  const problem = refusal ?? trouble;
  const providers: Readonly<Record<string, string>> = config.providerNames;
  const isOther = program !== null && worker.program !== program;
  const facts = [
    isOther ? texts.otherVersion(worker.program) : worker.program,
    refusal === null && provider !== 'auto' && (providers[provider] ?? provider),
    framesPerSec !== null && texts.speed(number(framesPerSec, framesPerSec < 10 ? 1 : 0)),
    doneCount > 0 && texts.done(number(doneCount), doneCount === 1),
    slots > 1 && texts.slots(number(slots)),
  ].filter((fact) => fact !== false);
  return (
    <Box
      component="li"
      sx={{
        display: 'grid',
        gridTemplateColumns: '20px minmax(0, 1fr) auto',
        columnGap: 1.25,
        alignItems: 'start',
        px: 1.5,
        py: 1.25,
        borderBottom: 1,
        borderColor: 'divider',
        '&:last-of-type': { borderBottom: 0 },
        contentVisibility: 'auto',
        containIntrinsicHeight: 'auto 58px',
      }}
    >
      <WorkerSign worker={worker} />
      <Box sx={{ minWidth: 0 }}>
        <Box sx={{ typography: 'body2', fontWeight: 560, display: 'flex' }}>
          <EllipsisText text={name} />
        </Box>
        <Box
          sx={{
            typography: 'caption',
            color: 'text.secondary',
            display: 'flex',
            flexWrap: 'wrap',
            columnGap: 0.5,
          }}
        >
          {facts.map((fact, place) => (
            <span key={fact}>
              {fact}
              {place < facts.length - 1 && ' ·'}
            </span>
          ))}
        </Box>
      </Box>
      <Now worker={worker} />
      {problem !== null && (
        <Box
          sx={{
            gridColumn: '2 / -1',
            typography: 'caption',
            color: refusal === null ? 'warning.main' : 'error.main',
            mt: 0.5,
            overflowWrap: 'anywhere',
          }}
        >
          {worded(errors, problem)}
        </Box>
      )}
    </Box>
  );
}

function WorkerSign({ worker: { refusal, trouble, running } }: { readonly worker: ComputersWorker }) {
  const sign = { fontSize: 18, mt: 0.125 };
  if (refusal !== null) return <BlockOutlined sx={{ ...sign, color: 'error.main' }} />;
  if (trouble !== null) return <WarningAmber sx={{ ...sign, color: 'warning.main' }} />;
  return <DnsOutlined sx={{ ...sign, color: running.length > 0 ? 'primary.main' : 'text.disabled' }} />;
}

/** What a computer is doing: its clips with their progress, or that it does nothing. */
function Now({ worker: { running, refusal, trouble } }: { readonly worker: ComputersWorker }) {
  const { computers: texts, queue } = useMessages();
  const quiet = (text: string): ReactNode => (
    <Box sx={{ typography: 'caption', color: 'text.secondary', textAlign: 'right', lineHeight: '20px' }}>
      {text}
    </Box>
  );
  if (refusal !== null) return quiet(texts.refused);
  if (running.length === 0) return quiet(trouble === null ? texts.idle : queue.states.waiting);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 0.75, width: 210 }}>
      {running.map((clip) => (
        <RunningClip key={clip.id} {...clip} />
      ))}
    </Box>
  );
}

function RunningClip({ name, progress }: ComputersWorker['running'][number]) {
  const { queue } = useMessages();
  const { percent } = useFormats();
  const fraction = progress?.fraction ?? 0;
  return (
    <Box sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', gap: 1, typography: 'caption', lineHeight: '20px' }}>
        <Box sx={{ flex: 1, minWidth: 0, display: 'flex' }}>
          <EllipsisText text={name} />
        </Box>
        <Box sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
          {progress !== null && `${queue.stages[progress.stage] ?? progress.stage} · `}
          {percent(fraction)}
        </Box>
      </Box>
      <LinearProgress
        variant="determinate"
        value={100 * fraction}
        aria-label={queue.progressOf(name)}
        sx={{ '& .MuiLinearProgress-bar': { transition: 'none' } }}
      />
    </Box>
  );
}

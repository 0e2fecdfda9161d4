import OpenInNew from '@mui/icons-material/OpenInNew';
import {
  Box,
  Chip,
  LinearProgress,
  Link,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableRow,
} from '@mui/material';
import type { ModelState } from '../../native/api/machine.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { ModelButtons } from './model-buttons.tsx';
import type { ModelActions } from './use-model-actions.tsx';

const colors = {
  missing: 'default',
  partial: 'warning',
  present: 'info',
  verified: 'success',
  damaged: 'error',
} as const satisfies Readonly<Record<ModelState['state'], string>>;

function SourceLink({ model }: { readonly model: ModelState }) {
  const { models } = useMessages();
  const { host, attempt } = useApp();
  return (
    <Link
      href={model.sourcePage}
      target="_blank"
      rel="noreferrer"
      underline="hover"
      onClick={(event) => {
        if (host === null) return;
        event.preventDefault();
        void attempt(host.openPage(model.sourcePage));
      }}
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5 }}
    >
      {models.source}
      <OpenInNew sx={{ fontSize: 14 }} />
    </Link>
  );
}

function State({ model, actions }: { readonly model: ModelState; readonly actions: ModelActions }) {
  const { models } = useMessages();
  const { bytes } = useFormats();
  const download = actions.downloads[model.id];
  if (download === undefined) {
    const isToBeImported = model.state === 'missing' && !model.canPull;
    const label = isToBeImported ? models.toBeImported : models.states[model.state];
    return <Chip label={label} color={colors[model.state]} variant="outlined" />;
  }
  const { doneBytes, totalBytes } = download;
  return (
    <Box sx={{ typography: 'caption', width: 140 }}>
      <LinearProgress
        variant="determinate"
        aria-label={models.progress(model.title)}
        value={totalBytes === 0 ? 0 : Math.min(100, (100 * doneBytes) / totalBytes)}
        sx={{ mb: 0.5 }}
      />
      {models.bytes(bytes(doneBytes), bytes(totalBytes))}
    </Box>
  );
}

function Row({ model, actions }: { readonly model: ModelState; readonly actions: ModelActions }) {
  const { bytes } = useFormats();
  return (
    <TableRow>
      <TableCell sx={{ fontWeight: 560 }}>
        {model.title}
        {model.note !== null && (
          <Box sx={{ typography: 'caption', color: 'text.secondary', fontWeight: 400, maxWidth: 420 }}>
            {model.note}
          </Box>
        )}
      </TableCell>
      <TableCell>
        <State model={model} actions={actions} />
      </TableCell>
      <TableCell align="right" sx={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
        {bytes(model.approximateBytes)}
      </TableCell>
      <TableCell>{model.licence}</TableCell>
      <TableCell>
        <SourceLink model={model} />
      </TableCell>
      <TableCell padding="none" align="right" sx={{ pr: 1 }}>
        <ModelButtons model={model} actions={actions} />
      </TableCell>
    </TableRow>
  );
}

interface ModelTableProps {
  readonly models: readonly ModelState[];
  readonly actions: ModelActions;
}

/** All published networks. */
export function ModelTable({ models, actions }: ModelTableProps) {
  const { models: texts } = useMessages();
  return (
    <Box
      sx={{
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        bgcolor: 'background.paper',
        overflow: 'auto',
      }}
    >
      <Table size="small" aria-label={texts.list} sx={{ '& tr:last-of-type > td': { borderBottom: 0 } }}>
        <TableHead>
          <TableRow sx={{ '& th': { color: 'text.secondary' } }}>
            <TableCell>{texts.name}</TableCell>
            <TableCell>{texts.state}</TableCell>
            <TableCell align="right">{texts.size}</TableCell>
            <TableCell>{texts.licence}</TableCell>
            <TableCell />
            <TableCell />
          </TableRow>
        </TableHead>
        <TableBody>
          {models.map((model) => (
            <Row key={model.id} model={model} actions={actions} />
          ))}
        </TableBody>
      </Table>
    </Box>
  );
}

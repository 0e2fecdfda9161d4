import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import RemoveCircleOutline from '@mui/icons-material/RemoveCircleOutlined';
import { Box, Button, CircularProgress, Typography } from '@mui/material';
import { Fragment, useEffect, useMemo } from 'react';
import type { MachineReport } from '../../native/api/machine.ts';
import { LoadedView } from '../components/loaded-view.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useEngine } from '../state/app-context.ts';
import { createResource } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';

const card = {
  border: 1,
  borderColor: 'divider',
  borderRadius: 1,
  bgcolor: 'background.paper',
  p: 2,
} as const;

function Findings({ report }: { readonly report: MachineReport }) {
  const { machine } = useMessages().models;
  const { bytes, number } = useFormats();
  const { findings } = machine;
  const { ffmpeg } = report;
  const rows = [
    ['Node.js', report.nodeVersion],
    [findings.platform, report.platform],
    [findings.processor, findings.cores(report.processor, number(report.cores))],
    [findings.memory, findings.free(bytes(report.memoryBytes), bytes(report.freeMemoryBytes))],
    ['FFmpeg', ffmpeg === null ? findings.notFound : `${ffmpeg.version} (${ffmpeg.path})`],
    ['ONNX Runtime', report.onnxruntimeVersion],
    ['SQLite', report.sqliteVersion],
    [findings.cacheFolder, report.cacheFolder],
  ] as const;
  return (
    <Box
      component="dl"
      sx={{
        ...card,
        m: 0,
        display: 'grid',
        gridTemplateColumns: 'auto 1fr',
        columnGap: 2,
        rowGap: 0.75,
        typography: 'body2',
        alignContent: 'start',
      }}
    >
      {rows.map(([name, value]) => (
        <Fragment key={name}>
          <Box component="dt" sx={{ color: 'text.secondary' }}>
            {name}
          </Box>
          <Box component="dd" sx={{ m: 0, overflowWrap: 'anywhere' }}>
            {value}
          </Box>
        </Fragment>
      ))}
    </Box>
  );
}

function Provider({ provider, works, finding, detail, speedup }: MachineReport['providers'][number]) {
  const { models, config } = useMessages();
  const { number } = useFormats();
  const names: Readonly<Record<string, string>> = config.providerNames;
  const label = works ? models.machine.works : models.machine.worksNot;
  // The processor is what the others are measured against.
  const speed = speedup === null || provider === 'cpu' ? null : number(speedup, speedup < 1 ? 2 : 1);
  return (
    <Box component="li" sx={{ display: 'flex', gap: 1, typography: 'body2' }}>
      <Box
        role="img"
        aria-label={label}
        sx={{ color: works ? 'success.main' : 'text.disabled', display: 'flex' }}
      >
        {works ? <CheckCircleOutlined fontSize="small" /> : <RemoveCircleOutline fontSize="small" />}
      </Box>
      <Box>
        <Box sx={{ fontWeight: 560 }}>{names[provider] ?? provider}</Box>
        <Box sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>
          {models.machine.found[finding](detail, speed)}
        </Box>
      </Box>
    </Box>
  );
}

function Providers({ providers }: Pick<MachineReport, 'providers'>) {
  const { machine } = useMessages().models;
  return (
    <Box sx={card}>
      <Typography variant="h3" sx={{ mb: 1 }}>
        {machine.providers}
      </Typography>
      <Box
        component="ul"
        sx={{ m: 0, p: 0, listStyle: 'none', display: 'flex', flexDirection: 'column', gap: 1 }}
      >
        {providers.map((one) => (
          <Provider key={one.provider} {...one} />
        ))}
      </Box>
    </Box>
  );
}

/** What this machine has, and which ways of computing work on it. */
export function MachineSection() {
  const { machine } = useMessages().models;
  const engine = useEngine();
  const report = useMemo(() => createResource(() => engine.call('machine.report', {})), [engine]);
  const loaded = useStore(report);
  useEffect(() => report.reload(), [report]);
  return (
    <Box component="section" aria-label={machine.title} sx={{ mt: 2 }}>
      <Box
        sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', mb: 1, minHeight: 32 }}
      >
        <Typography variant="h2">{machine.title}</Typography>
        {loaded.status !== 'loading' && (
          <Button onClick={report.reload} sx={{ mr: -1.5 }}>
            {machine.again}
          </Button>
        )}
      </Box>
      {loaded.status === 'loading' ? (
        <Box
          role="status"
          sx={{ ...card, display: 'flex', gap: 1.5, typography: 'body2', color: 'text.secondary' }}
        >
          <CircularProgress size={18} aria-hidden />
          {machine.examining}
        </Box>
      ) : (
        <LoadedView loaded={loaded} onRetry={report.reload}>
          {(found) => (
            <Box sx={{ display: 'grid', gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' }, gap: 2 }}>
              <Findings report={found} />
              <Providers providers={found.providers} />
            </Box>
          )}
        </LoadedView>
      )}
    </Box>
  );
}

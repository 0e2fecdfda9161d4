import { Box, MenuItem, Select } from '@mui/material';
import type { RunSummary } from '../../native/api/runs.ts';
import { configSummary } from '../config/config-summary.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useRuns } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';
import { useViewer } from './viewer-context.ts';

/** The other runs of the opened run's clip whose masks are there. */
function useOtherRuns(): readonly RunSummary[] {
  const { summary } = useViewer().run;
  return (valueOf(useRuns()) ?? []).filter(
    ({ id, clip, present }) => clip === summary.clip && id !== summary.id && present,
  );
}

/** Chooses of which run of the clip the second layer is; nothing where there is no other. */
export function OtherRunSelect() {
  const { viewer, config } = useMessages();
  const formats = useFormats();
  const { run, session } = useViewer();
  const others = useOtherRuns();
  const other = useStore(session.other);
  if (others.length === 0) return null;
  const choose = (runId: number) => {
    const chosen = others.find(({ id }) => id === runId);
    session.other.set(
      chosen === undefined
        ? null
        : { runId, revision: chosen.revision, shift: run.summary.firstFrame - chosen.firstFrame },
    );
  };
  return (
    <Select
      value={other?.runId ?? run.summary.id}
      onChange={({ target }) => choose(target.value)}
      inputProps={{ 'aria-label': viewer.secondRun }}
      renderValue={(id) => `#${id}`}
      sx={{ flex: '0 0 68px', height: 32, fontSize: '0.8125rem', bgcolor: 'background.paper' }}
      MenuProps={{ slotProps: { list: { dense: true } } }}
    >
      <MenuItem value={run.summary.id}>{viewer.thisRun}</MenuItem>
      {others.map((each) => (
        <MenuItem key={each.id} value={each.id}>
          <Box>
            <Box>
              #{each.id} {each.name}
            </Box>
            <Box sx={{ typography: 'caption', color: 'text.secondary' }}>
              {configSummary(each.config, config, formats)}
            </Box>
          </Box>
        </MenuItem>
      ))}
    </Select>
  );
}

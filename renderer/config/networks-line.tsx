import { Box, Button, Link } from '@mui/material';
import type { RunConfig } from '../../native/api/run-config.ts';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useModelActions } from '../models/use-model-actions.tsx';
import { routeHash } from '../routing/route.ts';
import { useApp } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';
import { missingNetworks } from './missing-networks.ts';

/** The models that a configuration needs and that are not here. */
export function useMissingModels(config: RunConfig | null) {
  const models = valueOf(useStore(useApp().models))?.models ?? [];
  const missing = config === null ? [] : missingNetworks(config, models);
  return models.filter(({ id }) => missing.some((network) => network === id));
}

/** One line on the networks that are still missing, with one button that fetches them all; nothing where none is. */
export function NetworksLine({ config }: { readonly config: RunConfig }) {
  const { config: texts } = useMessages();
  const { bytes, percent } = useFormats();
  const missing = useMissingModels(config);
  const { models } = useApp();
  const { downloads, pull } = useModelActions(models.reload);
  if (missing.length === 0) return null;
  const names: Readonly<Record<string, string>> = { ...texts.encoderNames, ...texts.flowNames };
  const total = missing.reduce((sum, { approximateBytes }) => sum + approximateBytes, 0);
  const under = missing.flatMap(({ id }) => downloads[id] ?? []);
  const done = under.reduce((sum, { doneBytes }) => sum + doneBytes, 0);
  const pulled = missing.filter(({ canPull, id }) => canPull && !(id in downloads));
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, typography: 'body2', color: 'warning.main' }}>
      <Box sx={{ flex: 1 }}>
        {texts.missing.needs(missing.map(({ id }) => names[id] ?? id).join(', '), bytes(total))}
      </Box>
      {missing.some(({ canPull }) => !canPull) && (
        <Link href={routeHash({ view: 'models' })} sx={{ whiteSpace: 'nowrap' }}>
          {texts.missing.import}
        </Link>
      )}
      {missing.some(({ canPull }) => canPull) && (
        <Button
          variant="outlined"
          disabled={pulled.length === 0}
          onClick={() => pulled.forEach(pull)}
          sx={{ whiteSpace: 'nowrap' }}
        >
          {under.length === 0 ? texts.missing.download : texts.missing.downloading(percent(done / total))}
        </Button>
      )}
    </Box>
  );
}

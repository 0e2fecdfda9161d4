import { Box, Button, LinearProgress } from '@mui/material';
import { useEffect, useMemo, useState } from 'react';
import type { Settings } from '../../native/api/machine.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { LoadedView } from '../components/loaded-view.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { NumberField } from '../components/fields/number-field.tsx';
import { Section } from '../components/section.tsx';
import { useFormats, useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';
import { createResource } from '../state/resource.ts';
import { useStore } from '../state/state-store.ts';

/** How full the cache is, its limit, and the way to empty it. */
export function CacheSection({ settings }: { readonly settings: Settings }) {
  const { cache } = useMessages().settings;
  const { bytes } = useFormats();
  const { engine, attempt, changeSettings } = useApp();
  const [asking, setAsking] = useState(false);
  const stats = useMemo(() => createResource(() => engine.call('cache.stats', {})), [engine]);
  const loaded = useStore(stats);
  useEffect(() => stats.reload(), [stats, settings.cacheLimitGb]);
  const clear = async () => {
    await attempt(engine.call('cache.clear', {}));
    stats.reload();
  };
  return (
    <Section title={cache.title} text={cache.text}>
      <LoadedView loaded={loaded} onRetry={stats.reload}>
        {({ folder, sizeBytes, limitBytes }) => (
          <>
            <Box sx={{ typography: 'body2' }}>
              {cache.used(bytes(sizeBytes), bytes(limitBytes))}
              <LinearProgress
                variant="determinate"
                aria-label={cache.title}
                value={Math.min(100, (100 * sizeBytes) / limitBytes)}
                sx={{ my: 1 }}
              />
              <Box sx={{ display: 'flex', gap: 1, color: 'text.secondary', typography: 'caption' }}>
                {cache.folder}
                <MiddleEllipsis text={folder} />
              </Box>
            </Box>
            {asking && (
              <ConfirmDialog
                question={cache.clearQuestion}
                text={cache.clearText(bytes(sizeBytes))}
                action={cache.clear}
                onConfirm={() => void clear()}
                onClose={() => setAsking(false)}
              />
            )}
          </>
        )}
      </LoadedView>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
        <Box sx={{ width: 160 }}>
          <NumberField
            label={cache.limit}
            value={settings.cacheLimitGb}
            min={0.1}
            max={10_000}
            onChange={(cacheLimitGb) => void changeSettings({ cacheLimitGb })}
          />
        </Box>
        <Button variant="outlined" sx={{ mt: 0.25 }} onClick={() => setAsking(true)}>
          {cache.clear}
        </Button>
      </Box>
    </Section>
  );
}

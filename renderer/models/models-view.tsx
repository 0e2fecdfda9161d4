import { Box, Button, Typography } from '@mui/material';
import { useEffect } from 'react';
import { LoadedView } from '../components/loaded-view.tsx';
import { MiddleEllipsis } from '../components/middle-ellipsis.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { useApp } from '../state/app-context.ts';
import { useStore } from '../state/state-store.ts';
import { MachineSection } from './machine-section.tsx';
import { ModelTable } from './model-table.tsx';
import { useModelActions } from './use-model-actions.tsx';

/** The published networks: what of them is here, where they come from, and what this machine can compute them by. */
export function ModelsView() {
  const { models: texts } = useMessages();
  const { models: list } = useApp();
  const loaded = useStore(list);
  const actions = useModelActions(list.reload);
  useEffect(() => list.reload(), [list]);
  return (
    <ViewFrame
      title={texts.title}
      actions={
        <Button variant="outlined" onClick={() => actions.importFile(null)}>
          {texts.importAny}
        </Button>
      }
    >
      <Box sx={{ overflow: 'auto', flex: 1 }}>
        <Box sx={{ maxWidth: 1160, mx: 'auto', p: 3, display: 'flex', flexDirection: 'column', gap: 2 }}>
          <Typography variant="body2" sx={{ color: 'text.secondary', maxWidth: 720 }}>
            {texts.intro}
          </Typography>
          <LoadedView loaded={loaded} onRetry={list.reload}>
            {({ models, folder }) => (
              <>
                <ModelTable
                  models={models.map((model) => ({ ...model, title: texts.titles[model.id] ?? model.title }))}
                  actions={actions}
                />
                <Box sx={{ display: 'flex', gap: 1, typography: 'caption', color: 'text.secondary' }}>
                  {texts.folder}
                  <MiddleEllipsis text={folder} />
                </Box>
              </>
            )}
          </LoadedView>
          <MachineSection />
        </Box>
      </Box>
      {actions.input}
    </ViewFrame>
  );
}

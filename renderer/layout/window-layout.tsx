import { Box } from '@mui/material';
import { lazy, Suspense, useState } from 'react';
import { AddProvider } from '../add/add-provider.tsx';
import { Busy } from '../components/loaded-view.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { QueueView } from '../queue/queue-view.tsx';
import type { Route } from '../routing/route.ts';
import { useRoute } from '../routing/use-route.ts';
import { DeleteRunsDialog } from '../runs/delete-runs-dialog.tsx';
import { ShortcutSheet } from '../shortcuts/shortcut-sheet.tsx';
import { useApp } from '../state/app-context.ts';
import { useStore } from '../state/state-store.ts';
import { CloseDialog } from './close-dialog.tsx';
import { CrashBoundary } from './crash-boundary.tsx';
import { EngineFailure } from './engine-failure.tsx';
import { LinkBanner } from './link-banner.tsx';
import { NavigationRail } from './navigation-rail.tsx';
import { NoticeBar } from './notice-bar.tsx';
import { useEndNotification } from './use-end-notification.ts';
import { useWindowCommands } from './use-window-commands.ts';

// The queue comes with the first picture of the window; grids and charts only when they are looked at.
const BoardView = lazy(async () => ({ default: (await import('../board/board-view.tsx')).BoardView }));
const ViewerView = lazy(async () => ({ default: (await import('../viewer/viewer-view.tsx')).ViewerView }));
const MetricsView = lazy(async () => ({
  default: (await import('../metrics/metrics-view.tsx')).MetricsView,
}));
const GalleryView = lazy(async () => ({
  default: (await import('../gallery/gallery-view.tsx')).GalleryView,
}));
const ModelsView = lazy(async () => ({ default: (await import('../models/models-view.tsx')).ModelsView }));
const SettingsView = lazy(async () => ({
  default: (await import('../settings/settings-view.tsx')).SettingsView,
}));

function View({ route }: { readonly route: Route }) {
  switch (route.view) {
    case 'queue':
      return <QueueView />;
    case 'board':
      return <BoardView />;
    case 'viewer':
      return <ViewerView runId={route.runId} frame={route.frame} />;
    case 'metrics':
      return <MetricsView runIds={route.runIds} />;
    case 'gallery':
      return <GalleryView />;
    case 'models':
      return <ModelsView />;
    case 'settings':
      return <SettingsView />;
  }
}

function WindowContent() {
  const route = useRoute();
  const { common } = useMessages();
  const [sheetOpen, setSheetOpen] = useState(false);
  const showShortcuts = () => setSheetOpen(true);
  useWindowCommands(showShortcuts);
  useEndNotification();
  return (
    <Box sx={{ display: 'flex', height: '100%', bgcolor: 'background.default', color: 'text.primary' }}>
      <NavigationRail view={route.view} onShortcuts={showShortcuts} />
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', flexDirection: 'column' }}>
        <LinkBanner />
        <Box component="main" sx={{ flex: 1, minHeight: 0 }}>
          <CrashBoundary key={route.view}>
            <Suspense fallback={<Busy label={common.loading} />}>
              <View route={route} />
            </Suspense>
          </CrashBoundary>
        </Box>
      </Box>
      <NoticeBar />
      <ShortcutSheet open={sheetOpen} onClose={() => setSheetOpen(false)} />
      <DeleteRunsDialog />
      <CloseDialog />
    </Box>
  );
}

/** The window: navigation at the left, banners above, the view, notices over it; clips can be dropped anywhere. */
export function WindowLayout() {
  const failure = useStore(useApp().failure);
  if (failure !== null) return <EngineFailure reason={failure} />;
  return (
    <AddProvider>
      <WindowContent />
    </AddProvider>
  );
}

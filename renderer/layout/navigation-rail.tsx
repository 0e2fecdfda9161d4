import CollectionsOutlined from '@mui/icons-material/CollectionsOutlined';
import FactCheckOutlined from '@mui/icons-material/FactCheckOutlined';
import HubOutlined from '@mui/icons-material/HubOutlined';
import KeyboardOutlined from '@mui/icons-material/KeyboardOutlined';
import MovieOutlined from '@mui/icons-material/MovieOutlined';
import QueryStatsOutlined from '@mui/icons-material/QueryStatsOutlined';
import QueuePlayNextOutlined from '@mui/icons-material/QueuePlayNextOutlined';
import SettingsOutlined from '@mui/icons-material/SettingsOutlined';
import { Box, ButtonBase, Typography } from '@mui/material';
import type { ComponentType } from 'react';
import { IconAction } from '../components/icon-action.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { routeHash, viewNames, type ViewName } from '../routing/route.ts';
import { viewRoutes } from './view-routes.ts';

const icons: Readonly<Record<ViewName, ComponentType>> = {
  queue: QueuePlayNextOutlined,
  board: FactCheckOutlined,
  viewer: MovieOutlined,
  metrics: QueryStatsOutlined,
  gallery: CollectionsOutlined,
  models: HubOutlined,
  settings: SettingsOutlined,
};

function RailLink({ view, current }: { readonly view: ViewName; readonly current: boolean }) {
  const { common } = useMessages();
  const Icon = icons[view];
  return (
    <ButtonBase
      href={routeHash(viewRoutes[view])}
      aria-current={current ? 'page' : undefined}
      sx={{
        flexDirection: 'column',
        gap: 0.25,
        width: 84,
        py: 0.75,
        borderRadius: 1,
        color: current ? 'primary.main' : 'text.secondary',
        bgcolor: current ? 'action.selected' : 'transparent',
        '&:hover': { bgcolor: current ? 'action.selected' : 'action.hover' },
        '& svg': { fontSize: 22 },
      }}
    >
      <Icon />
      <Typography variant="caption" sx={{ fontSize: '0.6875rem', fontWeight: 550 }}>
        {common.navigation[view]}
      </Typography>
    </ButtonBase>
  );
}

/** The way to every view, always there. */
export function NavigationRail({
  view,
  onShortcuts,
}: {
  readonly view: ViewName;
  readonly onShortcuts: () => void;
}) {
  const { common } = useMessages();
  return (
    <Box
      component="nav"
      aria-label={common.navigation.label}
      sx={{
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: 0.5,
        width: 92,
        flexShrink: 0,
        py: 1,
        borderRight: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      {viewNames.map((name) => (
        <RailLink key={name} view={name} current={name === view} />
      ))}
      <Box sx={{ flex: 1 }} />
      <IconAction label={common.navigation.shortcuts} keys="?" onClick={onShortcuts}>
        <KeyboardOutlined fontSize="small" />
      </IconAction>
    </Box>
  );
}

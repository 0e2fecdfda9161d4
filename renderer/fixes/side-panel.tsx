import { Box, Tab, Tabs } from '@mui/material';
import { useEffect, useState } from 'react';
import { useMessages } from '../i18n/i18n.tsx';
import { FixPanel } from './fix-panel.tsx';
import { InfoPanel } from './info-panel.tsx';
import { MattePanel } from '../matte/matte-panel.tsx';
import { useStore } from '../state/state-store.ts';
import { useViewer } from '../viewer/viewer-context.ts';
import { WorstPanel } from './worst-panel.tsx';

const tabs = ['fix', 'matte', 'worst', 'info'] as const;
type PanelTab = (typeof tabs)[number];
const panels: Readonly<Record<PanelTab, () => React.JSX.Element | null>> = {
  fix: FixPanel,
  matte: MattePanel,
  worst: WorstPanel,
  info: InfoPanel,
};

/** What can be done about the run beside its picture: fixes, the worst frames, where it comes from. */
export function SidePanel() {
  const { viewer, exporting } = useMessages();
  const [tab, setTab] = useState<PanelTab>('fix');
  const brushing = useStore(useViewer().session.brush).tool !== null;
  // By its key the brush is taken up from any tab.
  useEffect(() => {
    if (brushing) setTab('fix');
  }, [brushing]);
  const Panel = panels[tab];
  return (
    <Box
      component="aside"
      aria-label={viewer.panel}
      sx={{
        width: 300,
        flexShrink: 0,
        display: 'flex',
        flexDirection: 'column',
        borderLeft: 1,
        borderColor: 'divider',
        bgcolor: 'background.paper',
      }}
    >
      <Tabs
        value={tab}
        onChange={(_, chosen: PanelTab) => setTab(chosen)}
        variant="fullWidth"
        aria-label={viewer.panel}
        sx={{
          minHeight: 46,
          borderBottom: 1,
          borderColor: 'divider',
          '& .MuiTab-root': { minHeight: 46, minWidth: 0, py: 0, px: 1 },
        }}
      >
        {tabs.map((each) => (
          <Tab
            key={each}
            value={each}
            label={each === 'matte' ? exporting.matte.tab : viewer.tabs[each]}
            id={`panel-tab-${each}`}
            aria-controls="panel-content"
          />
        ))}
      </Tabs>
      <Box
        role="tabpanel"
        id="panel-content"
        aria-labelledby={`panel-tab-${tab}`}
        tabIndex={0}
        sx={{ flex: 1, minHeight: 0, overflowY: 'auto', '&:focus-visible': { outlineOffset: -2 } }}
      >
        <Panel />
      </Box>
    </Box>
  );
}

import { Box, Tab, Tabs } from '@mui/material';
import { useState } from 'react';
import type { RunDetails, RunSummary } from '../../native/api/runs.ts';
import { Busy } from '../components/loaded-view.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useOpenedRuns } from './use-opened-runs.ts';
import { CompareTab } from './compare-tab.tsx';
import { CurvesTab } from './curves-tab.tsx';
import { DistributionTab } from './distribution-tab.tsx';
import { FramesTab } from './frames-tab.tsx';
import { Hint } from './hint.tsx';
import { LearningTab } from './learning-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';

const tabs = ['curves', 'frames', 'distribution', 'learning', 'compare', 'settings'] as const;
type MeasureTab = (typeof tabs)[number];

const contents: Readonly<
  Record<MeasureTab, (props: { readonly runs: readonly RunDetails[] }) => React.JSX.Element>
> = {
  curves: CurvesTab,
  frames: FramesTab,
  distribution: DistributionTab,
  learning: LearningTab,
  compare: CompareTab,
  settings: SettingsTab,
};

/** The chosen runs frame by frame: curves, table, distribution, learning curve, comparison, means by settings. */
export function RunMeasures({ chosen }: { readonly chosen: readonly RunSummary[] }) {
  const { common, metrics } = useMessages();
  const [tab, setTab] = useState<MeasureTab>('curves');
  const opened = useOpenedRuns(chosen.map(({ id }) => id));
  const two = chosen.length === 2;
  const [wereTwo, setWereTwo] = useState(false);
  // Two runs are chosen to be compared, one to be looked at.
  if (two !== wereTwo) {
    setWereTwo(two);
    setTab((now) => (two ? 'compare' : now === 'compare' ? 'curves' : now));
  }
  if (chosen.length === 0) return <Hint text={metrics.none} />;
  const Content = contents[tab];
  return (
    <>
      <Tabs
        value={tab}
        onChange={(_, next: MeasureTab) => setTab(next)}
        aria-label={metrics.perFrame}
        sx={{
          minHeight: 40,
          px: 1.5,
          borderBottom: 1,
          borderColor: 'divider',
          '& .MuiTab-root': { minHeight: 40, py: 0 },
        }}
      >
        {tabs.map((each) => (
          <Tab
            key={each}
            value={each}
            label={metrics.tabs[each]}
            id={`measures-${each}`}
            aria-controls="measures"
          />
        ))}
      </Tabs>
      <Box
        role="tabpanel"
        id="measures"
        aria-labelledby={`measures-${tab}`}
        sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}
      >
        {opened === null ? <Busy label={common.loading} /> : <Content runs={opened} />}
      </Box>
    </>
  );
}

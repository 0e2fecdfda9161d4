import { Box } from '@mui/material';
import { LoadedView } from '../components/loaded-view.tsx';
import { Section } from '../components/section.tsx';
import { ComputersSection } from '../computers/computers-section.tsx';
import { ConfigForm } from '../config/config-form.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';
import { useApp, useSettings } from '../state/app-context.ts';
import { AboutSection } from './about-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { CacheSection } from './cache-section.tsx';
import { PresetList } from './preset-list.tsx';
import { ResultsSection } from './results-section.tsx';

/** What a person chooses once for all; every change counts at once. */
export function SettingsView() {
  const { settings: texts } = useMessages();
  const { settings: resource, changeSettings } = useApp();
  return (
    <ViewFrame title={texts.title}>
      <LoadedView loaded={useSettings()} onRetry={resource.reload}>
        {(settings) => (
          <Box sx={{ overflow: 'auto', flex: 1 }}>
            <Box sx={{ maxWidth: 880, mx: 'auto', px: 3 }}>
              <AppearanceSection settings={settings} />
              <ResultsSection settings={settings} />
              <Section title={texts.config.title} text={texts.config.text}>
                <ConfigForm config={settings.config} onChange={(config) => void changeSettings({ config })} />
                <PresetList settings={settings} />
              </Section>
              <ComputersSection />
              <CacheSection settings={settings} />
              <AboutSection />
            </Box>
          </Box>
        )}
      </LoadedView>
    </ViewFrame>
  );
}

import type { Settings } from '../../native/api/machine.ts';
import { ChoiceGroup } from '../components/fields/choice-group.tsx';
import { Section } from '../components/section.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp } from '../state/app-context.ts';

/** Colours, language and motion. */
export function AppearanceSection({ settings }: { readonly settings: Settings }) {
  const { appearance } = useMessages().settings;
  const { changeSettings } = useApp();
  return (
    <Section title={appearance.title}>
      <ChoiceGroup
        label={appearance.theme}
        value={settings.theme}
        names={appearance.themes}
        onChange={(theme) => void changeSettings({ theme })}
      />
      <ChoiceGroup
        label={appearance.language}
        value={settings.language}
        names={appearance.languages}
        onChange={(language) => void changeSettings({ language })}
      />
      <ChoiceGroup
        label={appearance.motion}
        value={settings.reducedMotion}
        names={appearance.motions}
        onChange={(reducedMotion) => void changeSettings({ reducedMotion })}
      />
    </Section>
  );
}

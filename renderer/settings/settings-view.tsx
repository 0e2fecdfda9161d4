import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';

/** Settings. */
export function SettingsView() {
  const { settings } = useMessages();
  return <ViewFrame title={settings.title}>{null}</ViewFrame>;
}

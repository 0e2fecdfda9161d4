import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';

/** Models. */
export function ModelsView() {
  const { models } = useMessages();
  return <ViewFrame title={models.title}>{null}</ViewFrame>;
}

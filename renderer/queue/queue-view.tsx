import QueuePlayNextOutlined from '@mui/icons-material/QueuePlayNextOutlined';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';

/** Clips that wait, run or are done. */
export function QueueView() {
  const { queue } = useMessages();
  return (
    <ViewFrame title={queue.title}>
      <EmptyState icon={<QueuePlayNextOutlined />} title={queue.empty.title} text={queue.empty.text} />
    </ViewFrame>
  );
}

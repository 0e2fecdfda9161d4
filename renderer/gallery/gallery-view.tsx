import CollectionsOutlined from '@mui/icons-material/CollectionsOutlined';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';

/** The worst frames of all runs. */
export function GalleryView() {
  const { gallery } = useMessages();
  return (
    <ViewFrame title={gallery.title}>
      <EmptyState icon={<CollectionsOutlined />} title={gallery.empty.title} text={gallery.empty.text} />
    </ViewFrame>
  );
}

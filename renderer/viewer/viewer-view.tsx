import MovieOutlined from '@mui/icons-material/MovieOutlined';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';

/** A run's frames in all layers. */
export function ViewerView({
  runId,
  frame,
}: {
  readonly runId: number | null;
  readonly frame: number | null;
}) {
  const { viewer } = useMessages();
  return (
    <ViewFrame title={viewer.title} summary={runId === null ? undefined : `${runId} / ${frame ?? 0}`}>
      <EmptyState icon={<MovieOutlined />} title={viewer.empty.title} text={viewer.empty.text} />
    </ViewFrame>
  );
}

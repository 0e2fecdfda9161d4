import QueryStatsOutlined from '@mui/icons-material/QueryStatsOutlined';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { ViewFrame } from '../layout/view-frame.tsx';

/** What was measured of runs. */
export function MetricsView({ runIds }: { readonly runIds: readonly number[] }) {
  const { metrics } = useMessages();
  return (
    <ViewFrame title={metrics.title} summary={runIds.join(', ')}>
      <EmptyState icon={<QueryStatsOutlined />} title={metrics.empty.title} text={metrics.empty.text} />
    </ViewFrame>
  );
}

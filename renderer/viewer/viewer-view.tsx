import { LoadedView } from '../components/loaded-view.tsx';
import { useApp, useRun } from '../state/app-context.ts';
import { RunChooser } from './run-chooser.tsx';
import { RunViewer } from './run-viewer.tsx';

interface ViewerViewProps {
  /** Null: the finished runs to choose from. */
  readonly runId: number | null;
  readonly frame: number | null;
}

/** A run's frames in all layers, or the runs that there are. */
export function ViewerView({ runId, frame }: ViewerViewProps) {
  return runId === null ? <RunChooser /> : <OpenedRunView key={runId} runId={runId} frame={frame} />;
}

function OpenedRunView({ runId, frame }: { readonly runId: number; readonly frame: number | null }) {
  const run = useRun(runId);
  const { run: resource } = useApp();
  return (
    <LoadedView loaded={run} onRetry={() => resource(runId).reload()}>
      {(details) => <RunViewer run={details} frame={frame} />}
    </LoadedView>
  );
}

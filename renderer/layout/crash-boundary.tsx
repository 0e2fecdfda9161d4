import BugReportOutlined from '@mui/icons-material/BugReportOutlined';
import { Button } from '@mui/material';
import { Component, type ReactNode } from 'react';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { sentenceOf } from '../state/resource.ts';

function Crashed({ sentence }: { readonly sentence: string }) {
  const { common } = useMessages();
  return (
    <EmptyState
      icon={<BugReportOutlined />}
      title={common.crashed.title}
      text={`${common.crashed.text} (${sentence})`}
    >
      <Button variant="outlined" onClick={() => window.location.reload()}>
        {common.actions.reload}
      </Button>
    </EmptyState>
  );
}

/** Keeps a defect of one view from taking the window with it; give it the view as `key`. */
export class CrashBoundary extends Component<{ readonly children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return <Crashed sentence={sentenceOf(this.state.error)} />;
  }
}

import { useState } from 'react';
import type { RunSummary } from '../../native/api/runs.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { useMessages } from '../i18n/i18n.tsx';
import { navigate, useRoute } from '../routing/use-route.ts';
import { useApp } from '../state/app-context.ts';
import { useStore } from '../state/state-store.ts';

interface Refused {
  readonly runs: readonly RunSummary[];
  readonly reason: string;
}

/** Asks before runs go to the trash, and once more where no trash takes them, before they are deleted for good. */
export function DeleteRunsDialog() {
  const { runs: texts } = useMessages();
  const { engine, attempt, notices, deletion } = useApp();
  const route = useRoute();
  const asked = useStore(deletion);
  const [refused, setRefused] = useState<Refused | null>(null);

  async function remove(runs: readonly RunSummary[], forGood: boolean): Promise<void> {
    // Before: an opened run that is gone could only say so.
    if (route.view === 'viewer' && runs.some(({ id }) => id === route.runId))
      navigate({ view: 'viewer', runId: null, frame: null });
    const { untrashed } = await engine.call('runs.delete', { runIds: runs.map(({ id }) => id), forGood });
    const left = runs.filter(({ id }) => untrashed?.runIds.includes(id) === true);
    if (untrashed !== null) setRefused({ runs: left, reason: untrashed.reason });
    const gone = runs.filter((run) => !left.includes(run)).map(({ name }) => name);
    if (gone.length > 0) notices.add({ level: 'success', sentence: texts.deleted(gone, forGood) });
  }

  if (refused !== null)
    return (
      <ConfirmDialog
        question={texts.forGoodQuestion(refused.runs.map(({ name }) => name))}
        text={texts.forGoodText(refused.reason)}
        action={texts.forGoodAction}
        onConfirm={() => void attempt(remove(refused.runs, true))}
        onClose={() => setRefused(null)}
      />
    );
  const [first] = asked;
  if (first === undefined) return null;
  return (
    <ConfirmDialog
      question={texts.deleteQuestion(asked.map(({ name }) => name))}
      text={asked.length === 1 ? texts.deleteText(first.outDir) : texts.deleteTexts}
      action={texts.deleteAction}
      onConfirm={() => void attempt(remove(asked, false))}
      onClose={() => deletion.set([])}
    />
  );
}

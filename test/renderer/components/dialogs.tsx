import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { act, screen, waitFor } from '@testing-library/react';
import { ConfirmDialog } from '../../../renderer/components/confirm-dialog.tsx';
import { PresetNameDialog } from '../../../renderer/config/preset-name-dialog.tsx';
import { JobSettingsDialog } from '../../../renderer/queue/job-settings-dialog.tsx';
import { DeleteRunsDialog } from '../../../renderer/runs/delete-runs-dialog.tsx';
import { fakeItem } from '../fake-engine.ts';
import { fakeRun } from '../fake-run.ts';
import { renderInApp } from './render-in-app.tsx';

const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name });

function renderConfirm() {
  const done: string[] = [];
  const rendered = renderInApp(
    <ConfirmDialog
      question="Clear the cache?"
      text="It is computed again."
      action="Clear cache"
      onConfirm={() => done.push('confirmed')}
      onClose={() => done.push('closed')}
    />,
  );
  return { ...rendered, done };
}

describe('the question before something that cannot be undone', () => {
  test('Cancel has the focus, so that Enter does no harm', async () => {
    const { user, done } = renderConfirm();
    assert.equal(document.activeElement, button('Cancel'));
    await user.keyboard('{Enter}');
    assert.deepEqual(done, ['closed']);
  });

  test('Escape closes it without doing it', async () => {
    const { user, done } = renderConfirm();
    await user.keyboard('{Escape}');
    assert.deepEqual(done, ['closed']);
  });

  test('the button that says so does it', async () => {
    const { user, done } = renderConfirm();
    await user.click(button('Clear cache'));
    assert.deepEqual(done, ['closed', 'confirmed']);
  });
});

test('runs go to the trash after a question, and where it refuses them a second one comes before they are deleted for good', async () => {
  const { summary } = fakeRun({ frameCount: 2, widthPx: 16, heightPx: 9 });
  const runs = [summary, { ...summary, id: summary.id + 1, name: 'Other' }];
  const refused = { runIds: [summary.id], reason: 'no trash on this disk' };
  const { user, calls, state } = renderInApp(<DeleteRunsDialog />, { 'runs.delete': { untrashed: refused } });
  act(() => state.deletion.set(runs));
  await user.click(button('Cancel'));
  assert.equal(screen.queryByRole('alertdialog'), null);
  act(() => state.deletion.set(runs));
  screen.getByText(/go to the trash/);
  await user.click(button('Move to trash'));
  assert.equal(state.notices.get()[0]?.sentence, 'The run of Other is in the trash.');
  await screen.findByText(/no trash on this disk/);
  await user.click(button('Delete for good'));
  assert.deepEqual(calls('runs.delete'), [
    { runIds: runs.map(({ id }) => id), forGood: false },
    { runIds: [summary.id], forGood: true },
  ]);
});

test('a preset is saved by Enter under its name without the blanks around it, and never without one', async () => {
  const saved: string[] = [];
  const { user } = renderInApp(
    <PresetNameDialog onSave={(name) => saved.push(name)} onClose={() => undefined} />,
  );
  await user.keyboard('   {Enter}');
  assert.ok(button('Save').disabled);
  assert.deepEqual(saved, []);
  await user.keyboard('Quick look  {Enter}');
  assert.deepEqual(saved, ['Quick look']);
});

describe('the settings of a clip in the queue', () => {
  test('what is changed is saved for that clip, and nothing is saved unchanged', async () => {
    let closed = 0;
    const item = fakeItem(3);
    const { user, calls, state } = renderInApp(<JobSettingsDialog item={item} onClose={() => closed++} />, {
      'queue.configure': {},
      'export.formats': { formats: [], tools: [] },
    });
    assert.ok(button('Save settings').disabled);
    await user.click(button('Expert'));
    await user.click(screen.getByRole('switch', { name: /Refine/ }));
    await user.click(button('Save settings'));
    await waitFor(() => assert.equal(closed, 1));
    assert.deepEqual(calls('queue.configure'), [
      { id: item.id, config: { ...item.config, refine: !item.config.refine } },
    ]);
    assert.equal(state.notices.get()[0]?.sentence, `Settings for ${item.name} saved.`);
  });

  test('a refusal is told, and the dialog stays with what was changed', async () => {
    let closed = 0;
    const { user, state } = renderInApp(<JobSettingsDialog item={fakeItem(3)} onClose={() => closed++} />);
    await user.click(button('Expert'));
    const refine = screen.getByRole<HTMLInputElement>('switch', { name: /Refine/ });
    const { checked } = refine;
    await user.click(refine);
    await user.click(button('Save settings'));
    await waitFor(() => assert.equal(state.notices.get()[0]?.level, 'error'));
    assert.equal(closed, 0);
    assert.equal(refine.checked, !checked);
  });

  test('once it has started it says that they are fixed', async () => {
    const { user } = renderInApp(<JobSettingsDialog item={fakeItem(0)} onClose={() => undefined} />);
    await user.click(button('Expert'));
    await user.click(screen.getByRole('switch', { name: /Refine/ }));
    assert.equal(screen.getByRole('status').textContent, 'This clip has started; its settings are fixed.');
    assert.ok(button('Save settings').disabled);
  });
});

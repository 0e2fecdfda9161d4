import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DndContext } from '@dnd-kit/core';
import { screen } from '@testing-library/react';
import type { QueueItem } from '../../../native/api/queue.ts';
import { PreflightTable } from '../../../renderer/add/preflight-table.tsx';
import { QueueRow } from '../../../renderer/queue/queue-row.tsx';
import { indexAfterMove } from '../../../renderer/queue/use-row-drag.ts';
import { useJobActions } from '../../../renderer/queue/use-job-actions.ts';
import { createStore } from '../../../renderer/state/state-store.ts';
import { fakeItem } from '../fake-engine.ts';
import { renderInApp } from './render-in-app.tsx';

const rest = createStore(false);

function Row({ item, current }: { readonly item: QueueItem; readonly current: boolean }) {
  const actions = useJobActions(
    () => undefined,
    () => undefined,
  );
  return (
    <DndContext>
      <QueueRow
        item={item}
        index={0}
        count={1}
        current={current}
        dragged={false}
        rest={rest}
        actions={actions}
        onFocus={() => undefined}
      />
    </DndContext>
  );
}

const buttons = () => screen.queryAllByRole('button').map((button) => button.getAttribute('aria-label'));
const renderRow = (item: QueueItem, current = true) =>
  renderInApp(<Row item={item} current={current} />, {
    'queue.remove': {},
    'queue.retry': {},
    'queue.takeBack': {},
  });

describe('a clip in the queue', () => {
  test('what can be done with it depends on its state', () => {
    const states: readonly [Partial<QueueItem>, readonly string[]][] = [
      [{ state: 'waiting' }, ['Change settings…', 'Remove from queue']],
      [{ state: 'running' }, ['Cancel this clip']],
      [{ state: 'done', runId: 4 }, ['Open in Viewer', 'Run again', 'Remove from queue']],
      [{ state: 'failed' }, ['Try again', 'Remove from queue']],
      [{ state: 'interrupted' }, ['Try again', 'Remove from queue']],
    ];
    for (const [change, expected] of states) {
      const { unmount } = renderRow({ ...fakeItem(1), ...change });
      assert.deepEqual(buttons(), expected, change.state);
      unmount();
    }
  });

  test('one of other computers says which, and can be taken back', async () => {
    const item: QueueItem = { ...fakeItem(1), state: 'waiting', elsewhere: { worker: null } };
    const { user, calls, unmount } = renderRow(item);
    assert.deepEqual(buttons(), ['Run on this computer instead', 'Remove from queue']);
    assert.ok(screen.getByText('for another computer'));
    await user.click(screen.getByRole('button', { name: 'Run on this computer instead' }));
    assert.deepEqual(calls('queue.takeBack'), [{ ids: [item.id] }]);
    unmount();
    renderRow({ ...fakeItem(0), elsewhere: { worker: 'render-07' } });
    assert.ok(screen.getByText(/^on render-07 · about 10 min left$/));
    assert.ok(screen.getByRole('listitem', { name: /, Running, on render-07$/ }));
  });

  test('its buttons ask for this clip', async () => {
    const item: QueueItem = { ...fakeItem(4), state: 'failed', error: 'take.mp4 cannot be read.' };
    const { user, calls } = renderRow(item);
    assert.ok(screen.getByText('take.mp4 cannot be read.'));
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await user.click(screen.getByRole('button', { name: 'Remove from queue' }));
    assert.deepEqual(calls('queue.retry'), [{ id: item.id }]);
    assert.deepEqual(calls('queue.remove'), [{ ids: [item.id] }]);
  });

  test('a damaged one is run up to its last intact frame by one button', async () => {
    const values = { path: 'take.mp4', frames: '12', count: 1, wholeCount: 20, last: 11 };
    const words = { code: 'video-broken-frames', values };
    const item: QueueItem = { ...fakeItem(4), state: 'failed', error: 'Damaged.', words };
    const { user, calls } = renderRow(item);
    assert.ok(screen.getByText(/^Frame 12 of 20 in take\.mp4 cannot be decoded/));
    await user.click(screen.getByRole('button', { name: 'Run up to frame 11' }));
    assert.deepEqual(calls('queue.retry'), [{ id: item.id, to: 11 }]);
  });

  test('Tab reaches its buttons only while the row is the current one', async () => {
    const { user } = renderRow(fakeItem(1), false);
    await user.tab();
    assert.equal(document.activeElement, document.body);
    for (const button of screen.getAllByRole('button')) assert.equal(button.tabIndex, -1);
  });

  test('a row that is dragged down leaves its place before it takes the new one', () => {
    assert.equal(indexAfterMove(1, 4), 3);
    assert.equal(indexAfterMove(4, 1), 1);
    assert.equal(indexAfterMove(2, 2), 2);
    assert.equal(indexAfterMove(2, 3), 2);
  });
});

test('a clip that cannot be read says why in the list before the start, and can be taken out', async () => {
  const removed: string[] = [];
  const { user } = renderInApp(
    <PreflightTable
      rows={[{ clip: '/clips/broken.mp4', error: 'broken.mp4 cannot be read.' }]}
      said={new Set()}
      parts={new Map()}
      onPart={() => undefined}
      onLeaveOut={(clip) => removed.push(clip)}
    />,
  );
  assert.ok(screen.getByText('broken.mp4 cannot be read.'));
  await user.click(screen.getByRole('button', { name: 'Remove broken' }));
  assert.deepEqual(removed, ['/clips/broken.mp4']);
});

test('a damaged clip is offered in the list before the start up to its last intact frame', async () => {
  const chosen: unknown[] = [];
  const values = { path: '/clips/broken.mp4', count: 31, wholeCount: 50, last: 30 };
  const { user } = renderInApp(
    <PreflightTable
      rows={[
        { clip: '/clips/broken.mp4', error: 'It is cut off.', words: { code: 'video-cut-off', values } },
      ]}
      said={new Set()}
      parts={new Map()}
      onPart={(clip, part) => chosen.push([clip, part.to])}
      onLeaveOut={() => undefined}
    />,
  );
  assert.ok(screen.getByText(/is cut off: 31 of about 50 frames are there/));
  await user.click(screen.getByRole('button', { name: 'Run up to frame 30' }));
  assert.deepEqual(chosen, [['/clips/broken.mp4', 30]]);
});

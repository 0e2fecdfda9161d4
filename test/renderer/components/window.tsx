import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReactNode } from 'react';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import type { FodvidHost } from '../../../native/api/host.ts';
import { AddProvider } from '../../../renderer/add/add-provider.tsx';
import { useTellFiles } from '../../../renderer/components/use-tell-files.ts';
import { EngineFailure } from '../../../renderer/layout/engine-failure.tsx';
import { LinkBanner } from '../../../renderer/layout/link-banner.tsx';
import { NoticeBar } from '../../../renderer/layout/notice-bar.tsx';
import { QueueEmpty } from '../../../renderer/queue/queue-empty.tsx';
import { renderInApp } from './render-in-app.tsx';

/** Renders a component in the desktop app on macOS; gives what it asked of Electron. */
async function renderInElectron(node: ReactNode) {
  const asked: unknown[][] = [];
  const call =
    (name: string) =>
    (...values: unknown[]) => {
      asked.push([name, ...values]);
      return Promise.resolve();
    };
  const host = {
    platform: 'darwin',
    retryEngine: call('retryEngine'),
    showLogs: call('showLogs'),
    revealPath: call('revealPath'),
    startDrag: call('startDrag'),
    pathsOf: (files: readonly File[]) => files.map(({ name }) => `/desk/${name}`),
    onOpenPaths: () => () => undefined,
    onEngineFailure: () => () => undefined,
  } as unknown as FodvidHost;
  const rendered = renderInApp(node, {}, undefined, host);
  // The settings come in a moment, and what they change is drawn before the test goes on.
  await waitFor(() => assert.equal(rendered.state.settings.get().status, 'ready'));
  return { ...rendered, asked };
}

describe('the engine', () => {
  test('that is away is being reached again, and one that came back says why it was away', async () => {
    const { state } = await renderInElectron(<LinkBanner />);
    assert.equal(screen.queryByRole('status'), null);
    act(() => state.link.set('lost'));
    assert.match(screen.getByRole('status').textContent, /Connection lost. Reconnecting…/);
    act(() => {
      state.link.set('open');
      state.restart.set('It ended with code 139.');
    });
    assert.ok(screen.getByText(/The engine was restarted; your queue is unchanged. It ended with code 139./));
  });

  test('that cannot start has a page with the reason, another try and the logs', async () => {
    const { user, asked } = await renderInElectron(<EngineFailure reason="The library sharp is gone." />);
    assert.match(
      screen.getByRole('alert').textContent,
      /The engine cannot start.*The library sharp is gone./,
    );
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await user.click(screen.getByRole('button', { name: 'Show logs' }));
    assert.deepEqual(asked, [['retryEngine'], ['showLogs']]);
  });
});

function WriteButton() {
  const tell = useTellFiles();
  return <button onClick={() => tell('2 files written.', ['/out/a.mov', '/out/b.mov'])}>write</button>;
}

test('a finished export is shown in the Finder, and dragged out of the window', async () => {
  const { user, asked } = await renderInElectron(
    <>
      <WriteButton />
      <NoticeBar />
    </>,
  );
  await user.click(screen.getByRole('button', { name: 'write' }));
  fireEvent.dragStart(screen.getByRole('status'));
  await user.click(screen.getByRole('button', { name: 'Show in Finder' }));
  assert.deepEqual(asked, [
    ['startDrag', ['/out/a.mov', '/out/b.mov']],
    ['revealPath', '/out/a.mov'],
  ]);
});

test('the first start says in three steps what to do, and a clip that is dropped is looked at by its path', async () => {
  const { calls } = await renderInElectron(
    <AddProvider>
      <QueueEmpty />
    </AddProvider>,
  );
  const steps = screen.getAllByRole('listitem').map(({ textContent }) => textContent);
  assert.equal(steps.length, 3);
  for (const [index, title] of ['1Add', '2Start', '3Review'].entries())
    assert.ok(steps[index]!.startsWith(title), title);
  assert.ok(screen.getByRole('button', { name: 'Add folder' }));
  fireEvent.drop(window, { dataTransfer: { types: ['Files'], files: [new File([], 'a.mp4')] } });
  await screen.findByRole('dialog');
  await waitFor(() => assert.equal(calls('queue.preflight').length, 1));
  assert.deepEqual((calls('queue.preflight')[0] as { paths: string[] }).paths, ['/desk/a.mp4']);
});

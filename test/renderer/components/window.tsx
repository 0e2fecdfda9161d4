import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReactNode } from 'react';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import type { FodvidHost } from '../../../native/api/host.ts';
import { AddProvider } from '../../../renderer/add/add-provider.tsx';
import { useTellFiles } from '../../../renderer/components/use-tell-files.ts';
import { CloseDialog } from '../../../renderer/layout/close-dialog.tsx';
import { EngineFailure } from '../../../renderer/layout/engine-failure.tsx';
import { LinkBanner } from '../../../renderer/layout/link-banner.tsx';
import { NoticeBar } from '../../../renderer/layout/notice-bar.tsx';
import { QueueEmpty } from '../../../renderer/queue/queue-empty.tsx';
import { useShortcut } from '../../../renderer/shortcuts/use-shortcut.ts';
import { renderInApp } from './render-in-app.tsx';

/** Renders a component in the desktop app on macOS; gives what it asked of Electron. */
async function renderInElectron(node: ReactNode, stands = true) {
  const asked: unknown[][] = [];
  let close = () => {};
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
    onCloseQuestion(listener: () => void) {
      close = listener;
      return () => undefined;
    },
    closeQuestionShown: () => (asked.push(['shown']), Promise.resolve(stands)),
    answerCloseQuestion: call('answer'),
  } as unknown as FodvidHost;
  const rendered = renderInApp(node, {}, undefined, host);
  // The settings come in a moment, and what they change is drawn before the test goes on.
  await waitFor(() => assert.equal(rendered.state.settings.get().status, 'ready'));
  return { ...rendered, asked, close: () => act(() => close()) };
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

function GoToSettings({ went }: { readonly went: unknown[] }) {
  useShortcut('showSettings', (keys) => went.push(keys));
  return null;
}

describe('closing the window while a clip runs', () => {
  const choice = (name: string) => screen.getByRole('button', { name });

  test('asks in the window; keeping on has the focus, so that Enter does no harm', async () => {
    const { user, asked, close } = await renderInElectron(<CloseDialog />);
    assert.equal(screen.queryAllByRole('alertdialog').length, 0);
    close();
    assert.ok(screen.getByRole('alertdialog', { name: 'A clip is still running' }));
    assert.equal(document.activeElement?.textContent, 'Keep working in the background');
    await user.keyboard('{Enter}');
    assert.deepEqual(asked, [['shown'], ['answer', 'keepWorking']]);
    await waitFor(() => assert.equal(screen.queryAllByRole('alertdialog').length, 0));
  });

  test('is answered by Escape with nothing, by the other buttons with what they say, as often as it is asked', async () => {
    const { user, asked, close } = await renderInElectron(<CloseDialog />);
    close();
    await user.keyboard('{Escape}');
    close();
    await user.click(choice('Cancel'));
    close();
    await user.keyboard('{Shift>}{Tab}{/Shift}');
    assert.equal(document.activeElement?.textContent, 'Stop and quit');
    await user.keyboard(' ');
    assert.deepEqual(
      asked.filter(([name]) => name === 'answer').map(([, answer]) => answer),
      ['cancel', 'cancel', 'stopAndQuit'],
    );
    assert.equal(asked.filter(([name]) => name === 'shown').length, 3);
  });

  test('once more while it is asked tells again that the question is there', async () => {
    const { asked, close } = await renderInElectron(<CloseDialog />);
    close();
    close();
    assert.equal((await screen.findAllByRole('alertdialog')).length, 1);
    assert.deepEqual(asked, [['shown'], ['shown']]);
  });

  test('is not asked twice: a question that came too late goes', async () => {
    const { asked, close } = await renderInElectron(<CloseDialog />, false);
    close();
    await waitFor(() => assert.equal(screen.queryAllByRole('alertdialog').length, 0));
    assert.deepEqual(asked, [['shown']]);
  });

  test('leaves no shortcut to the page behind, and speaks German', async () => {
    const went: unknown[] = [];
    const { user, state, close } = await renderInElectron(
      <>
        <CloseDialog />
        <GoToSettings went={went} />
      </>,
    );
    await user.keyboard('{Control>},{/Control}');
    assert.equal(went.length, 1);
    act(() =>
      state.settings.update((now) =>
        now.status === 'ready' ? { ...now, value: { ...now.value, language: 'de' } } : now,
      ),
    );
    close();
    await user.keyboard('{Control>},{/Control}');
    assert.equal(went.length, 1);
    assert.ok(screen.getByRole('alertdialog', { name: 'Ein Clip wird noch verarbeitet' }));
    assert.ok(choice('Im Hintergrund weiterarbeiten'));
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

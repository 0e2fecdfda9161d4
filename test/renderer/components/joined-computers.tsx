import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { screen, within } from '@testing-library/react';
import type { ComputersState, ComputersWorker } from '../../../native/api/computers.ts';
import { errorWords } from '../../../native/base/error-words.ts';
import { german } from '../../../renderer/i18n/german.ts';
import { worded } from '../../../renderer/i18n/worded.ts';
import { ComputersSection } from '../../../renderer/computers/computers-section.tsx';
import { renderInApp } from './render-in-app.tsx';

const joined: ComputersState = {
  queue: { url: 'redis://10.0.0.5:6379', caFile: null, folders: [{ shared: '/mnt/a', local: '/Volumes/a' }] },
  hasPassword: true,
  link: 'connected',
  failure: null,
  program: 'fodvid 0.1.0 (3f2a91c0)',
  counts: { waiting: 1200, running: 2, done: 3, failed: 0 },
  workers: [],
  handing: null,
};
const worker: ComputersWorker = {
  id: '1',
  name: 'render-01',
  program: 'fodvid 0.1.0 (3f2a91c0)',
  provider: 'cuda',
  slots: 1,
  running: [],
  doneCount: 1,
  framesPerSec: 6.42,
  trouble: null,
  refusal: null,
};

describe('the computers of a queue', () => {
  test('a queue is joined with the address, the password and both paths of a folder; what is wrong is told', async () => {
    const { user, calls, state } = renderInApp(<ComputersSection />, {
      'computers.state': { ...joined, queue: null, hasPassword: false, link: 'off', counts: null },
    });
    const connect = await screen.findByRole('button', { name: 'Connect' });
    assert.ok((connect as HTMLButtonElement).disabled);
    await user.type(screen.getByRole('textbox', { name: 'Queue address' }), 'redis://10.0.0.5');
    await user.type(screen.getByLabelText('Password'), 'secret');
    const [shared, local] = ['Path in the queue', 'Path on this computer'].map((name) =>
      screen.getByRole('textbox', { name }),
    );
    await user.clear(shared!);
    await user.type(shared!, '/mnt/a');
    await user.clear(local!);
    await user.type(local!, '/Volumes/a{Enter}');
    assert.deepEqual(calls('computers.connect'), [
      {
        queue: {
          url: 'redis://10.0.0.5',
          caFile: null,
          folders: [{ shared: '/mnt/a', local: '/Volumes/a' }],
        },
        password: 'secret',
      },
    ]);
    // The fake engine has no answer to that.
    assert.ok(await screen.findByText('The fake engine has no computers.connect.'));
    assert.equal(state.notices.get().length, 0);
  });

  test('says what each computer does, and those first that were refused or wait', async () => {
    const progress = { stage: 'flow', done: 1, total: 4, fraction: 0.25, etaSec: 60, note: null };
    const gone = {
      error: 'The shared folder /mnt/a is gone, or not mounted',
      words: errorWords('share-gone', { folder: '/mnt/a' }),
    };
    renderInApp(<ComputersSection />, {
      'computers.state': {
        ...joined,
        workers: [
          { ...worker, running: [{ id: 'a', name: 'reef', progress }] },
          { ...worker, id: '2', name: 'mac', trouble: gone },
          {
            ...worker,
            id: '3',
            name: 'old',
            program: 'fodvid 0.0.9 (1)',
            refusal: { error: 'Install the same version.' },
          },
        ],
      },
    });
    const list = await screen.findByRole('list', { name: 'Computers that work for the queue' });
    const rows = within(list).getAllByRole('listitem');
    assert.deepEqual(
      rows.map((row) => /^(old|mac|render-01)/.exec(row.textContent)?.[0]),
      ['old', 'mac', 'render-01'],
    );
    assert.match(rows[0]!.textContent, /Other version: fodvid 0\.0\.9.*Refused.*Install the same version\./);
    assert.match(rows[1]!.textContent, /Waiting.*The shared folder \/mnt\/a is gone.*Mount it again/);
    assert.match(worded(german.errors, gone), /Der gemeinsame Ordner \/mnt\/a ist weg/);
    assert.match(rows[2]!.textContent, /CUDA.*6\.4 frames\/s.*1 clip done.*reef.*Optical flow · 25%/);
    assert.ok(screen.getByText('1,200 waiting · 2 running · 3 done · 0 failed'));
  });

  test('a queue without computers says how one is started', async () => {
    renderInApp(<ComputersSection />, { 'computers.state': joined });
    assert.ok(await screen.findByText(/fodvid worker --queue redis:\/\/10\.0\.0\.5:6379 --map \/mnt\/a/));
  });

  test('leaving a queue asks first', async () => {
    const { user, calls } = renderInApp(<ComputersSection />, {
      'computers.state': joined,
      'computers.disconnect': { ...joined, queue: null },
    });
    await user.click(await screen.findByRole('button', { name: 'Disconnect' }));
    const dialog = screen.getByRole('alertdialog');
    assert.equal(calls('computers.disconnect').length, 0);
    await user.click(within(dialog).getByRole('button', { name: 'Disconnect' }));
    assert.equal(calls('computers.disconnect').length, 1);
  });
});

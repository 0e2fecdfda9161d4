import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { BrowserWindow } from 'electron';
import { hostChannels } from '../../native/api/transport/host-channels.ts';
import { BrowserWindow as FakeWindow, answers, callsOf, replaceElectron } from '../support/fake-electron.ts';

replaceElectron();
const { appTexts } = await import('../../electron/app-texts.ts');
const { createCloseQuestion } = await import('../../electron/window/close-question.ts');

/** A window, the question about it, and how often page and system have asked. */
function openQuestion(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const window = new FakeWindow({ webPreferences: {} });
  const before = callsOf('messageBox').length;
  const question = createCloseQuestion(() => appTexts('de'));
  return {
    question,
    page: window.webContents,
    ask: () => question.ask(window as unknown as BrowserWindow),
    inPage: () =>
      window.webContents.sent.filter(([channel]) => channel === hostChannels.closeQuestion).length,
    bySystem: () => callsOf('messageBox').length - before,
  };
}

test('the page asks, and a person may take as long as they want', async (t) => {
  const { question, ask, inPage, bySystem } = openQuestion(t);
  const answer = ask();
  assert.equal(inPage(), 1);
  assert.equal(question.shown(), true);
  t.mock.timers.tick(3_600_000);
  question.answer('stopAndQuit');
  assert.equal(await answer, 'stopAndQuit');
  assert.equal(bySystem(), 0);
  assert.equal(question.shown(), false, 'nothing is asked any more');
  question.answer('keepWorking');
});

test('where the page does not show the question within two seconds, the system asks', async (t) => {
  const { question, ask, inPage, bySystem } = openQuestion(t);
  const answer = ask();
  t.mock.timers.tick(1_999);
  await Promise.resolve();
  assert.equal(bySystem(), 0);
  t.mock.timers.tick(1);
  answers.button = 1;
  assert.equal(await answer, 'stopAndQuit');
  assert.deepEqual([inPage(), bySystem()], [1, 1]);
  assert.equal(
    (callsOf('messageBox').at(-1)![2] as { message: string }).message,
    appTexts('de').closeQuestion,
  );
  assert.equal(question.shown(), false, 'a page that shows it late is told to take it away');
});

test('a page that crashed or is not loaded is not asked', async (t) => {
  const { page, ask, inPage, bySystem } = openQuestion(t);
  answers.button = 2;
  page.crashed = true;
  assert.equal(await ask(), 'cancel');
  [page.crashed, page.loading] = [false, true];
  assert.equal(await ask(), 'cancel');
  assert.deepEqual([inPage(), bySystem()], [0, 2]);
});

test('a page that goes away while it asks hands the question to the system', async (t) => {
  const { question, page, ask, bySystem } = openQuestion(t);
  answers.button = 0;
  let answer = ask();
  question.shown();
  page.navigate({ isSameDocument: true });
  page.emit('render-process-gone', {}, { reason: 'crashed' });
  assert.equal(await answer, 'keepWorking');
  answer = ask();
  question.shown();
  page.navigate({ isSameDocument: false });
  assert.equal(await answer, 'keepWorking');
  assert.equal(bySystem(), 2);
  assert.equal(page.listenerCount('render-process-gone') + page.listenerCount('did-start-navigation'), 0);
});

test('closed once more while it asks, the page has to show the question again', async (t) => {
  const { question, ask, inPage, bySystem } = openQuestion(t);
  const answer = ask();
  question.shown();
  question.repeat();
  assert.equal(inPage(), 2);
  t.mock.timers.tick(2_000);
  answers.button = 2;
  assert.equal(await answer, 'cancel');
  assert.equal(bySystem(), 1, 'it hangs');
  question.repeat();
  assert.equal(inPage(), 2, 'the box of the system is not asked twice');
});

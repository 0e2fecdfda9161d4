import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Page } from 'playwright-core';
import { launchChromium, withoutChromium } from '../support/chromium.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { writeRandomVit } from '../support/weights/random-vit.ts';
import { serveWeights, type WeightServer } from '../support/weights/weight-server.ts';
import { dropFiles } from '../support/drop-files.ts';
import { assertAccessible } from './accessibility.ts';
import { openAppPage, tabTo } from './app-page.ts';
import { startAppServer, type AppServer } from './app-server.ts';
import { writeClip } from './clips.ts';
import { createSteps } from './steps.ts';

const smallVit = { file: 'dino_deitsmall16_pretrain.pth', title: 'DINO ViT-S/16', id: 'dino-vits16' };

describe('bringing clips and models into the app, on the real engine', { skip: withoutChromium() }, () => {
  let folder: string;
  let mirror: WeightServer;
  let server: AppServer;
  const toClose: (() => Promise<unknown>)[] = [];
  let page: Page;
  const complaints: string[] = [];
  const step = createSteps();

  const place = (...parts: string[]) => join(folder, ...parts);
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const row = (name: string | RegExp) => page.getByRole('listitem', { name });
  const dialog = () => page.getByRole('dialog');
  const go = (view: string) => page.getByRole('navigation').getByRole('link', { name: view }).click();
  const names = () =>
    page
      .getByRole('list', { name: 'Clips in the queue' })
      .getByRole('listitem')
      .evaluateAll((rows) =>
        rows
          .toSorted((a, b) => Number(a.ariaPosInSet) - Number(b.ariaPosInSet))
          .map((each) => each.ariaLabel?.split(',')[0]),
      );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fodvid-e2e-'));
    await mkdir(place('clips'));
    await mkdir(place('desk', 'shoot', 'take'), { recursive: true });
    await writeMovingSquare(place('desk', 'shoot', 'take'), 6, { widthPx: 160, heightPx: 96 });
    await writeFile(place('desk', 'shoot', 'take', 'notes.txt'), 'no frame');
    await writeClip(place('desk', 'shoot', 'second.mp4'), 6);
    await writeClip(place('desk', 'dropped.mp4'), 8);
    await writeRandomVit(place('desk', smallVit.file), { patchPx: 16, dim: 384, depth: 12 });
    mirror = await serveWeights({
      [`/${smallVit.id}/${smallVit.file}`]: await readFile(place('desk', smallVit.file)),
    });
    toClose.push(() => mirror.close());
    server = await startAppServer(folder, { FODVID_MODEL_MIRROR: mirror.url });
    toClose.push(() => server.stop());
    const browser = await launchChromium();
    toClose.push(() => browser.close());
    page = await openAppPage(browser, server.address, complaints);
  });

  after(async () => {
    for (const close of toClose.reverse()) await close();
    await rm(folder, { recursive: true });
  });

  step('a file that is dropped is sent, looked at, and run', async () => {
    await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
    const bytes = (await readFile(place('desk', 'dropped.mp4'))).toString('base64');
    const dropped = await page.evaluateHandle((base64) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.fromBase64(base64)], 'dropped.mp4', { type: 'video/mp4' }));
      return transfer;
    }, bytes);
    await page.dispatchEvent('main', 'dragover', { dataTransfer: dropped });
    await page.getByText('Drop videos or folders of frames anywhere', { exact: true }).waitFor();
    await page.dispatchEvent('main', 'drop', { dataTransfer: dropped });
    await dialog().getByText('160 × 96').waitFor();
    await dialog()
      .getByRole('radio', { name: /^Draft/ })
      .click();
    await dialog()
      .getByText(/1 clip · about/)
      .waitFor();
    await button('Add and start').click();
    await page.getByText('1 clip added.').waitFor();
    await row('dropped, Done').waitFor();
    assert.deepEqual(
      await readFile(place('clips', 'dropped.mp4')),
      await readFile(place('desk', 'dropped.mp4')),
    );
  });

  step('a preset is saved and chosen again', async () => {
    await dropFiles(page, [place('desk', 'dropped.mp4')]);
    await dialog().getByText('160 × 96').waitFor();
    await dialog().getByRole('button', { name: 'Expert' }).click();
    await dialog()
      .getByRole('switch', { name: /Refine/ })
      .click();
    await dialog().getByRole('button', { name: 'Save as preset…' }).click();
    await page.getByRole('textbox', { name: 'Preset name' }).fill('Quick look');
    await button('Save').click();
    const preset = dialog().getByRole('combobox', { name: 'Preset' });
    await preset.getByText('Quick look').waitFor();
    await preset.click();
    await page.getByRole('option', { name: /^Built-in/ }).click();
    await dialog().getByRole('spinbutton', { name: 'Training epochs' }).waitFor();
    await preset.click();
    await page.getByRole('option', { name: 'Quick look' }).click();
    await dialog().getByRole('spinbutton', { name: 'Training epochs' }).waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await go('Settings');
    await page.getByText('Quick look').waitFor();
    await go('Queue');
  });

  step('a folder that is dropped is sent: its frames as one clip, its videos beside it', async () => {
    await dropFiles(page, [place('desk', 'shoot')]);
    await dialog()
      .getByText(/2 clips · about/)
      .waitFor();
    const skipped = dialog().getByText('1 file was skipped: notes.txt (not a frame).');
    await skipped.waitFor();
    await assertAccessible(page, 'skipped files');
    await dialog().getByRole('status').getByRole('button', { name: 'Close' }).click();
    await skipped.waitFor({ state: 'hidden' });
    await dialog().getByRole('button', { name: 'Expert' }).click();
    await dialog().getByRole('combobox', { name: 'Preset' }).click();
    await page.getByRole('option', { name: 'Quick look' }).click();
    await dialog()
      .getByText(/2 clips · about/)
      .waitFor();
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await row('take, Waiting').waitFor();
    await row('second, Waiting').waitFor();
    const sent = await readdir(place('clips', 'take'));
    assert.equal(sent.length, 6);
    assert.ok(!sent.includes('notes.txt'));
    for (const name of sent)
      assert.deepEqual(
        await readFile(place('clips', 'take', name)),
        await readFile(place('desk', 'shoot', 'take', name)),
      );
  });

  step('of a cancelled upload nothing is left, not even what had already come', async () => {
    const before = await readdir(place('clips'));
    await writeClip(place('desk', 'first.mp4'), 2);
    await page.route('**/upload/never.mp4', () => undefined);
    await writeFile(place('desk', 'never.mp4'), 'on its way for ever');
    const second = page.waitForRequest(/never\.mp4$/);
    await dropFiles(page, [place('desk', 'first.mp4'), place('desk', 'never.mp4')]);
    await second;
    assert.ok((await readdir(place('clips'))).includes('first.mp4'));
    const gone = page.waitForResponse((response) => response.request().method() === 'DELETE');
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await gone;
    assert.deepEqual(await readdir(place('clips')), before);
    await page.unroute('**/upload/never.mp4');
  });

  step('a drop without videos and frames says what it holds instead', async () => {
    await mkdir(place('desk', 'papers'));
    await writeFile(place('desk', 'papers', 'notes.txt'), 'nothing to see');
    await writeFile(place('desk', 'still.png'), 'a picture');
    await dropFiles(page, [place('desk', 'papers'), place('desk', 'still.png')]);
    const notice = page.getByText(
      '2 files were skipped: notes.txt (not a video), still.png (a single picture; add its folder instead).',
    );
    // Under the pointer it stays.
    await notice.hover();
    await assertAccessible(page, 'notice');
    await button('Close').click();
    await notice.waitFor({ state: 'hidden' });
  });

  step('the settings of a waiting clip are changed in the queue', async () => {
    await row('take, Waiting').getByText(/τ 0.5/).waitFor();
    await row('take').getByRole('button', { name: 'Change settings…' }).click();
    await dialog().getByRole('button', { name: 'Expert' }).click();
    await assertAccessible(page, 'settings of a clip');
    const tau = dialog().getByRole('slider', { name: /τ/ });
    await tau.focus();
    await page.keyboard.press('ArrowRight');
    await button('Save settings').click();
    await page.getByText('Settings for take saved.').waitFor();
    await row('take, Waiting')
      .getByText(/τ 0.55/)
      .waitFor();
    await dialog().waitFor({ state: 'hidden' });
    assert.equal(await row('dropped, Done').getByRole('button', { name: 'Change settings…' }).count(), 0);
  });

  step('a waiting clip says which of its networks are still to be fetched', async () => {
    async function choose(encoder: string): Promise<void> {
      await row('take').getByRole('button', { name: 'Change settings…' }).click();
      await dialog().getByRole('combobox', { name: 'Encoder (appearance)' }).click();
      await page.getByRole('option', { name: encoder }).click();
      await button('Save settings').click();
      await dialog().waitFor({ state: 'hidden' });
    }
    await choose('DINO ViT-S/16');
    await row('take').getByText('Missing weights: DINO ViT-S/16.').waitFor();
    await assertAccessible(page, 'missing networks');
    await row('take').getByRole('link', { name: 'Go to Models' }).click();
    await page.getByRole('heading', { name: 'Models' }).waitFor();
    await go('Queue');
    await choose('Built-in');
    await row('take')
      .getByText(/Missing weights/)
      .waitFor({ state: 'hidden' });
  });

  step('what the buttons of a row do is told to the pointer and to the keyboard', async () => {
    const tooltip = page.getByRole('tooltip');
    const settings = row('take').getByRole('button', { name: 'Change settings…' });
    await settings.hover();
    assert.equal(await tooltip.textContent(), 'Change settings…');
    await row('take').getByRole('button', { name: 'Remove from queue' }).hover();
    await tooltip.getByText('Remove from queue').waitFor();
    await page.keyboard.press('Escape');
    await tooltip.waitFor({ state: 'hidden' });
    await page.mouse.move(0, 0);
    await row('take').focus();
    await page.keyboard.press('Tab');
    await settings.and(page.locator(':focus-visible')).waitFor();
    assert.equal(await tooltip.textContent(), 'Change settings…');
    await page.keyboard.press('Tab');
    await tooltip.getByText('Remove from queue').waitFor();
    await page.keyboard.press('Escape');
    await tooltip.waitFor({ state: 'hidden' });
  });

  step('a clip is dragged to another place in the queue', async () => {
    assert.deepEqual(await names(), ['dropped', 'second', 'take']);
    const handle = row('take').locator('[data-tooltip="Drag to reorder"]');
    const { x, y, width, height } = (await handle.boundingBox())!;
    const target = (await row('dropped').boundingBox())!;
    await page.mouse.move(x + width / 2, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, target.y + 4, { steps: 8 });
    await page.mouse.up();
    await page.locator('[role=listitem][aria-posinset="1"][aria-label^="take"]').waitFor();
    assert.deepEqual(await names(), ['take', 'dropped', 'second']);
  });

  step('the end of the queue is told while the page is hidden', async () => {
    await page.context().grantPermissions(['notifications'], { origin: new URL(server.address).origin });
    await go('Settings');
    const notify = page.getByRole('switch', { name: 'Notify me when the queue is finished' });
    if (!(await notify.isChecked())) await notify.click();
    await go('Queue');
    // A browser without a window shows no notifications and hides no page: both are played.
    await page.evaluate(() => {
      const told: string[] = [];
      function ToldNotification(title: string, { body }: { body: string }) {
        told.push(`${title}: ${body}`);
      }
      ToldNotification.permission = 'granted';
      Object.assign(window, { told, Notification: ToldNotification });
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    });
    await button('Start').click();
    await row('second, Done').waitFor();
    await row('take, Done').waitFor();
    await page.waitForFunction(() => 'told' in window && (window.told as string[]).length > 0);
    const told = await page.evaluate(() => 'told' in window && window.told);
    assert.deepEqual(told, ['Queue finished: 3 clips done']);
    await page.reload();
    await row('take, Done').waitFor();
  });

  step('a model is imported from a file, which is recognised, and removed', async () => {
    await go('Models');
    const model = page.getByRole('row', { name: new RegExp(smallVit.title) });
    await model.getByText('Not downloaded').waitFor();
    const choosing = page.waitForEvent('filechooser');
    await button('Import file…').click();
    await (await choosing).setFiles(place('desk', smallVit.file));
    await page.getByText(`${smallVit.title} imported.`).waitFor();
    await model.getByText(/^(Downloaded|Verified)$/).waitFor();
    await model.getByRole('button', { name: `Remove: ${smallVit.title}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await model.getByText('Not downloaded').waitFor();
  });

  step('a file that is no model is refused by its sentence', async () => {
    await writeFile(place('desk', 'odd.pth'), 'no weights');
    const choosing = page.waitForEvent('filechooser');
    await button('Import file…').click();
    await (await choosing).setFiles(place('desk', 'odd.pth'));
    await page
      .getByRole('alert')
      .getByText(/odd\.pth/)
      .waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Close' }).click();
  });

  step('a model is downloaded from a mirror, and verified', async () => {
    const model = page.getByRole('row', { name: new RegExp(smallVit.title) });
    await model.getByRole('button', { name: `Download: ${smallVit.title}` }).click();
    await model.getByText(/^(Downloaded|Verified)$/).waitFor();
    assert.ok(mirror.requests.length > 0);
    assert.deepEqual(
      await readFile(place('models', smallVit.id, smallVit.file)),
      await readFile(place('desk', smallVit.file)),
    );
    await assertAccessible(page, 'models');
  });

  step('the viewer, its fixes and the metrics are worked by the keyboard alone', async () => {
    await page.keyboard.press('Control+1');
    await row('second, Done').waitFor();
    await tabTo(page, 'listitem', /^take/);
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=listitem][aria-label^="dropped"]:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Frame 0 (0–7)').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('Frame 1 (0–7)').waitFor();
    await page.keyboard.press('End');
    await page.getByText('Frame 7 (0–7)').waitFor();
    await page.keyboard.press('w');
    await tabTo(page, 'slider', 'Divider between A and B');
    const divider = page.getByRole('slider', { name: 'Divider between A and B' });
    const before = Number(await divider.getAttribute('aria-valuenow'));
    await page.keyboard.press('ArrowLeft');
    assert.ok(Number(await divider.getAttribute('aria-valuenow')) < before);
    await tabTo(page, 'switch', 'Swap foreground and background');
    await page.keyboard.press('Space');
    await page.getByText(/Preview: foreground/).waitFor();
    await tabTo(page, 'button', 'Apply');
    await page.keyboard.press('Enter');
    await page.getByText('Mask of 1 frame saved.').waitFor();
    await tabTo(page, 'button', 'Revert frame');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Revert frame' }).and(page.locator(':disabled')).waitFor();
    await page.keyboard.press('Control+3');
    await page.getByRole('gridcell', { name: 'dropped', exact: true }).waitFor();
    await tabTo(page, 'checkbox', /Select all rows/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await tabTo(page, 'tab', 'Curves');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Frames', selected: true }).waitFor();
  });

  step('nothing in the page has failed, and its policy was never broken', () => {
    assert.deepEqual(complaints, []);
  });
});

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchChromium, withoutChromium } from '../support/chromium.ts';
import { assertAccessible } from './accessibility.ts';
import { openAppPage } from './app-page.ts';
import { startAppServer, type AppServer } from './app-server.ts';
import { writeClip } from './clips.ts';
import { createSteps } from './steps.ts';

describe('the app in a browser, on the real engine', { skip: withoutChromium() }, () => {
  let folder: string;
  let server: AppServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  const step = createSteps();
  async function openPage(): Promise<void> {
    page = await openAppPage(browser, server.address, complaints);
  }

  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const row = (name: string | RegExp) => page.getByRole('listitem', { name });
  const go = (view: string) => page.getByRole('navigation').getByRole('link', { name: view }).click();

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fodvid-e2e-'));
    const clips = join(folder, 'clips');
    await mkdir(clips);
    await Promise.all([writeClip(join(clips, 'square.mp4'), 12), writeClip(join(clips, 'long.mp4'), 90)]);
    await writeFile(join(clips, 'broken.mp4'), 'no video');
    server = await startAppServer(folder);
    browser = await launchChromium();
    await openPage();
  });

  after(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  step('an empty queue says what to do', async () => {
    await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
    await assertAccessible(page, 'empty queue');
  });

  step('a clip is chosen from the library, looked at before the start, and added', async () => {
    await button('Add clips').first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'square.mp4' }).click();
    await dialog.getByRole('checkbox', { name: 'broken.mp4' }).click();
    await assertAccessible(page, 'library');
    await button('Next').click();
    await dialog.getByText('160 × 96').waitFor();
    await button('Back').click();
    await dialog.getByRole('checkbox', { name: 'square.mp4', checked: true }).waitFor();
    await dialog.getByRole('checkbox', { name: 'broken.mp4', checked: true }).waitFor();
    await button('Next').click();
    await dialog.getByText('160 × 96').waitFor();
    await dialog.getByText(/broken\.mp4 cannot be read/).waitFor();
    await dialog.getByRole('radio', { name: /^Draft/ }).click();
    await dialog.getByText(/1 of 2 clips · about/).waitFor();
    await dialog.getByRole('button', { name: 'In and out of square' }).click();
    const first = dialog.getByRole('textbox', { name: 'In' });
    await first.fill('00:00:00:02');
    await first.press('Enter');
    await dialog.getByText('from 00:00:00:02 of 12 frames').waitFor();
    await first.fill('');
    await first.press('Enter');
    await dialog.getByText(/^12 frames/).waitFor();
    await assertAccessible(page, 'preflight');
    await button('Add and start').click();
  });

  step('its progress is shown until it is done', async () => {
    await row('square').getByRole('progressbar').waitFor();
    await row('square, Done').waitFor();
    await assertAccessible(page, 'queue');
  });

  step('a finished clip is opened, scrubbed and compared by a wipe', async () => {
    await row('square').getByRole('button', { name: 'Open in Viewer' }).click();
    await page.getByText('Frame 0 (0–11)').waitFor();
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    const { x, y, width, height } = (await timeline.boundingBox())!;
    await page.mouse.move(x + 4, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + height / 2, { steps: 5 });
    await page.mouse.up();
    await page.getByText(/Frame [567] \(0–11\)/).waitFor();
    await page.keyboard.press('End');
    await page.getByText('Frame 11 (0–11)').waitFor();
    await button('Wipe').click();
    const divider = page.getByRole('slider', { name: 'Divider between A and B' });
    const before = Number(await divider.getAttribute('aria-valuenow'));
    await divider.press('ArrowLeft');
    assert.ok(Number(await divider.getAttribute('aria-valuenow')) < before);
    await assertAccessible(page, 'viewer');
  });

  step('a frame is fixed by a swap, and only that frame', async () => {
    const stage = page.getByTestId('stage');
    const before = await stage.boundingBox();
    await button('Alternatives').click();
    await button('Swapped').locator('canvas').waitFor();
    await assertAccessible(page, 'alternatives');
    await button('Swapped').click();
    await page.getByRole('switch', { name: 'Swap foreground and background', checked: true }).waitFor();
    await page.getByText(/Preview: foreground/).waitFor();
    await button('Apply').click();
    await page.getByText('Mask of 1 frame saved.').waitFor();
    await button('Revert frame').and(page.locator(':enabled')).waitFor();
    assert.deepEqual(
      await stage.boundingBox(),
      before,
      'the picture moved when the frame was marked as fixed',
    );
    await button('Lock').click();
    await button('Unlock').waitFor();
    assert.deepEqual(await stage.boundingBox(), before, 'the picture moved when the frame was locked');
  });

  step('a touch of the brush and a hold-out region are shown before they are applied', async () => {
    await page.keyboard.press('Home');
    await page.getByText('Frame 0 (0–11)').waitFor();
    const { x, y, width, height } = (await page.getByTestId('stage').boundingBox())!;
    const preview = page.getByText(/Preview: foreground/);
    await button('Remove').click();
    await page.mouse.click(x + width / 2, y + height / 2);
    await preview.waitFor();
    await button(/^Apply to frames 0–/).waitFor();
    await button('Discard').click();
    await preview.waitFor({ state: 'detached' });
    await button('Draw region').click();
    for (const side of ['Width', 'Height']) await page.getByRole('spinbutton', { name: side }).fill('40');
    await preview.waitFor();
    await page.getByRole('button', { name: 'Apply', exact: true }).and(page.locator(':enabled')).click();
    // The last one is locked.
    await page.getByText('40 × 40 px, frames 0–10').waitFor();
    await button('Draw region').click();
  });

  step('its matte is exported for an editing tool', async () => {
    await button('Export').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'DaVinci Resolve', checked: true }).waitFor();
    await dialog.getByText(/^About .* free/).waitFor();
    await dialog.getByRole('button', { name: 'Export' }).click();
    await page.getByText(/Exported to .*results/).waitFor();
  });

  step('a run is named, run again with other settings, and deleted once that is confirmed', async () => {
    const more = (name: string) => button(`More for ${name}`);
    const item = (name: string) => page.getByRole('menuitem', { name });
    await more('square').click();
    await item('Rename…').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('First try');
    await button('Save').click();
    await page.getByRole('heading', { name: 'First try' }).waitFor();
    await more('First try').click();
    await item('Run again…').click();
    const dialog = page.getByRole('dialog');
    await assertAccessible(page, 'run again');
    await dialog.getByRole('button', { name: 'Expert' }).click();
    await dialog.getByRole('slider', { name: /α/ }).press('ArrowRight');
    await dialog.getByRole('button', { name: 'Add and start' }).click();
    await page.getByRole('link', { name: 'All runs' }).click();
    await page.getByRole('link', { name: 'square', exact: false }).waitFor();
    await more('square').click();
    await item('Delete…').click();
    await page
      .getByRole('alertdialog')
      .getByText(/square-2 go to the trash/)
      .waitFor();
    await button('Move to trash').click();
    await page.getByText('The run of square is in the trash.').waitFor();
    await more('square').waitFor({ state: 'detached' });
    await more('First try').click();
    await item('Rename…').click();
    await page.getByRole('textbox', { name: 'Name' }).fill('');
    await button('Save').click();
    await more('square').waitFor();
  });

  step('its measures are read', async () => {
    await go('Metrics');
    await page.getByRole('gridcell', { name: 'square', exact: true }).click();
    await page.getByRole('tab', { name: 'Curves' }).click();
    await assertAccessible(page, 'metrics');
    await go('Gallery');
    await page
      .getByRole('link', { name: /square.*Frame/ })
      .first()
      .waitFor();
    await assertAccessible(page, 'gallery');
    await go('Queue');
  });

  step('settings are kept and take effect at once', async () => {
    await go('Settings');
    await button('Dark').click();
    await page.locator('html[data-theme="dark"]').waitFor();
    await button('Deutsch').click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.reload();
    await page.locator('html[data-theme="dark"][lang="de"]').waitFor();
    await button('English').click();
    await assertAccessible(page, 'settings');
  });

  step('models are listed with what this machine can compute them by', async () => {
    await go('Models');
    await page.getByRole('cell', { name: 'DINO ViT-B/8', exact: true }).waitFor();
    await assertAccessible(page, 'models');
  });

  step('every view is as accessible in German', async () => {
    await go('Settings');
    await button('Deutsch').click();
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await assertAccessible(page, 'settings, German');
    const views = [
      ['Warteschlange', () => row('square, Fertig').waitFor()],
      ['Viewer', () => page.getByRole('link', { name: /square/ }).waitFor()],
      ['Messwerte', () => page.getByRole('gridcell', { name: 'square', exact: true }).waitFor()],
      [
        'Galerie',
        () =>
          page
            .getByRole('link', { name: /square/ })
            .first()
            .waitFor(),
      ],
      ['Modelle', () => page.getByRole('cell', { name: 'DINO ViT-B/8', exact: true }).waitFor()],
    ] as const;
    for (const [view, isThere] of views) {
      await go(view);
      await isThere();
      await assertAccessible(page, `${view}, German`);
    }
    await go('Viewer');
    await page.getByRole('link', { name: /square/ }).click();
    await page.getByRole('slider', { name: 'Zeitleiste' }).waitFor();
    await assertAccessible(page, 'a run, German');
    await go('Warteschlange');
    await button('Clips hinzufügen').click();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'square.mp4' }).click();
    await assertAccessible(page, 'library, German');
    await button('Weiter').click();
    await page.getByRole('dialog').getByText('160 × 96').waitFor();
    await assertAccessible(page, 'preflight, German');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await assertAccessible(page, 'shortcuts, German');
    await page.keyboard.press('Escape');
    await go('Einstellungen');
    await button('English').click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  });

  step('the queue is worked by the keyboard alone', async () => {
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+o');
    await page.getByRole('checkbox', { name: 'long.mp4' }).focus();
    await page.keyboard.press('Space');
    await button('Next').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('160 × 96').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).focus();
    await page.keyboard.press('Enter');
    await row('long, Waiting').waitFor();
    // A dialog that closes gives the focus back to what had it before.
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await row('square').focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=listitem][aria-label^="long"]:focus').waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('[role=listitem][aria-posinset="1"][aria-label^="long"]').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
  });

  step('a server killed in the midst of a run finds its queue again and goes on', async () => {
    await button('Start').click();
    await row('long').getByRole('progressbar').waitFor();
    await server.stop('kill');
    await page.getByText(/Connection lost/).waitFor();
    server = await startAppServer(folder);
    await page.close();
    await openPage();
    await row('square, Done').waitFor();
    await row(/^long, (Running|Done)/).waitFor();
  });

  step('nothing in the page has failed, and its policy was never broken', () => {
    assert.deepEqual(complaints, []);
  });
});

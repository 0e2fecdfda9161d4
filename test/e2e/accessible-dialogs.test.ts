import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { askBeforeClosing, standInForElectron } from '../screenshots/desktop-host.ts';
import { launchChromium, withoutChromium } from '../support/chromium.ts';
import { dropFiles } from '../support/drop-files.ts';
import { assertAccessible } from './accessibility.ts';
import { openAppPage, tabTo } from './app-page.ts';
import { startAppServer, type AppServer } from './app-server.ts';
import { writeClip } from './clips.ts';
import { createSteps } from './steps.ts';

describe(
  'every dialog and menu of the window, for people who cannot see or point',
  { skip: withoutChromium() },
  () => {
    let folder: string;
    let servers: AppServer[];
    let browser: Browser;
    let page: Page;
    const step = createSteps();
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const go = (view: string) => page.getByRole('navigation').getByRole('link', { name: view }).click();

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'fodvid-e2e-'));
      await mkdir(join(folder, 'clips'));
      await writeClip(join(folder, 'clips', 'square.mp4'), 8);
      servers = [await startAppServer(folder)];
      browser = await launchChromium();
      page = await openAppPage(browser, servers[0]!.address, []);
      await button('Add clips').first().click();
      await page.getByRole('dialog').getByRole('checkbox', { name: 'square.mp4' }).click();
      await button('Next').click();
      await page.getByRole('dialog').getByText('160 × 96').waitFor();
      await page.getByRole('radio', { name: /^Draft/ }).click();
      await button('Add and start').click();
      await page.getByRole('listitem', { name: 'square, Done' }).waitFor();
    });

    after(async () => {
      await browser.close();
      for (const server of servers) await server.stop();
      await rm(folder, { recursive: true });
    });

    /** Looks at what is opened, which Escape closes: the focus is back where it was. */
    async function look(name: string, role: 'dialog' | 'alertdialog' | 'menu'): Promise<void> {
      const opened = page.getByRole(role);
      await opened.waitFor();
      assert.ok(
        await opened.evaluate((element) => element.contains(document.activeElement)),
        `${name} has the focus`,
      );
      await assertAccessible(page, name);
      await page.keyboard.press('Escape');
      await opened.waitFor({ state: 'detached' });
    }

    /** Opens by the keyboard alone what stands for it. */
    async function open(name: string | RegExp): Promise<void> {
      await button(name).first().focus();
      await page.keyboard.press('Enter');
    }

    step('Review: its cards, its menus and the candidates', async () => {
      await go('Review');
      await button('Which object?').first().waitFor();
      await assertAccessible(page, 'review');
      await open(/^Refine/);
      await look('refine', 'menu');
      await page.getByRole('listitem', { name: /^square/ }).focus();
      await page.keyboard.press('a');
      await open(/^Export 1 approved/);
      await look('export approved', 'menu');
      await open('Which object?');
      await page.getByRole('dialog').getByRole('listitem').first().waitFor();
      await look('candidates', 'dialog');
      await page.getByRole('listitem', { name: /^square/ }).focus();
      await page.keyboard.press('r');
      await open(/^Delete the rejected/);
      await look('delete rejected', 'alertdialog');
    });

    step('Viewer: menu, name, deletion, export and matte', async () => {
      await go('Viewer');
      await page.getByRole('link', { name: /square/ }).press('Enter');
      await page.getByRole('slider', { name: 'Timeline' }).waitFor();
      await open(/^More for/);
      await look('more', 'menu');
      for (const item of ['Rename…', 'Delete…']) {
        await open(/^More for/);
        await page.getByRole('menuitem', { name: item }).press('Enter');
        await look(item, item === 'Rename…' ? 'dialog' : 'alertdialog');
      }
      await open('Export');
      await page
        .getByRole('dialog')
        .getByText(/^About .* free/)
        .waitFor();
      await look('export', 'dialog');
      await page.getByRole('tab', { name: 'Matte' }).press('Enter');
      await assertAccessible(page, 'matte');
    });

    step('the matte panel by the keyboard alone: the view, every setting, and all back', async () => {
      await tabTo(page, 'button', 'Alpha');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Alpha', exact: true, pressed: true }).waitFor();
      const names = [
        'Edge detail',
        'Choke / grow (px)',
        'Feather (px)',
        'Edge softness',
        'Close holes up to (px)',
        'Remove specks up to (px)',
        'Smooth over time',
      ];
      for (const name of names) {
        await tabTo(page, 'slider', name);
        const slider = page.getByRole('slider', { name, exact: true });
        const before = await slider.inputValue();
        await page.keyboard.press('ArrowRight');
        // One that is at its greatest already.
        if ((await slider.inputValue()) === before) await page.keyboard.press('ArrowLeft');
        assert.notEqual(await slider.inputValue(), before, name);
      }
      await tabTo(page, 'button', 'Estimated');
      await page.keyboard.press('Enter');
      await tabTo(page, 'button', 'Reset');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Reset', exact: true }).and(page.locator(':disabled')).waitFor();
    });

    step('Settings: a name for a preset, cache and licences', async () => {
      await go('Settings');
      await open('Expert');
      await page.getByRole('slider', { name: /^Appearance vs/ }).press('ArrowRight');
      await open('Save as preset…');
      await look('preset name', 'dialog');
      await open('Third-party licences');
      await look('licences', 'dialog');
      await open(/^Clear cache/);
      await look('clear cache', 'alertdialog');
    });

    step('files on their way into the library', async () => {
      await go('Queue');
      await page.route('**/upload/**', () => undefined);
      await dropFiles(page, [join(folder, 'clips', 'square.mp4')]);
      await page.getByRole('dialog').getByRole('progressbar').waitFor();
      await assertAccessible(page, 'uploading');
      await tabTo(page, 'button', 'Cancel');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.unroute('**/upload/**');
    });

    step('a window that watches another one, and asks before it takes over', async () => {
      servers.push(await startAppServer(folder));
      page = await openAppPage(browser, servers[1]!.address, []);
      await button('Take over').waitFor();
      await assertAccessible(page, 'watching');
      await open('Take over');
      await look('take over', 'alertdialog');
    });

    step('the desktop app: no engine, and the question before it closes', async () => {
      await standInForElectron(page, 'A library is missing.');
      await page.getByRole('alert').waitFor();
      await assertAccessible(page, 'no engine');
      page = await openAppPage(browser, servers[0]!.address, []);
      await standInForElectron(page, null);
      await page.getByRole('navigation').waitFor();
      await askBeforeClosing(page);
      await look('closing', 'alertdialog');
    });
  },
);

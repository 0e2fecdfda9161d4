import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertAccessible } from '../e2e/accessibility.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { startViewerServer } from './viewer-server.ts';

const skip = findChromium() === null && 'there is no Chromium';
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

test(
  '10,000 clips of other computers scroll as a few: only the rows in sight are there',
  { skip },
  async () => {
    const server = await startViewerServer(() => Promise.reject(new Error('none')), 'queue-page.tsx');
    closing.push(() => server.close());
    const browser = await launchChromium();
    closing.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(`${server.address}/?elsewhere=10000`);
    const rows = page.getByRole('listitem');
    await rows.first().getByText('on render-0').waitFor();
    await page.evaluate(() => (Reflect.get(window, 'tellProgress') as (done: number) => void)(4_200));
    await rows.nth(3).getByText('42%').waitFor();
    assert.ok((await rows.count()) < 40);
    assert.equal(await rows.first().getAttribute('aria-setsize'), '10000');
    await rows.first().focus();
    await page.keyboard.press('End');
    const last = page.getByRole('listitem', { name: 'A9999_C007_0412QX, Waiting, for another computer' });
    await last.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-posinset') === '10000');
    assert.ok((await rows.count()) < 40);
    await page.getByText(/100 running · 9,900 waiting/).waitFor();
    await assertAccessible(page, 'queue of other computers');
    await page.evaluate(() => (window.location.hash = '#/settings'));
    const section = page.getByRole('region', { name: 'Computers' });
    await section.getByText('render-1').waitFor();
    await assertAccessible(page, 'computers');
    await section.getByRole('button', { name: 'Change…' }).click();
    await section.getByRole('textbox', { name: 'Queue address' }).waitFor();
    await assertAccessible(page, 'joining a queue');
  },
);

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What of the page is seriously in the way of people, as axe finds it: one line for each finding. */
async function seriousFindings(page: Page): Promise<string[]> {
  // As text of the page's console, so to say: a script element would be refused by the page's policy, rightly.
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>('axe.run()');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`));
}

/** Fails with axe's serious findings on the view that is shown, in the light and in the dark theme. */
export async function assertAccessible(page: Page, view: string): Promise<void> {
  const root = page.locator('html');
  const before = await root.getAttribute('data-theme');
  for (const theme of ['light', 'dark']) {
    await root.evaluate((element, value) => element.setAttribute('data-theme', value), theme);
    await page.evaluate(
      () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
    );
    assert.deepEqual(await seriousFindings(page), [], `${view}, ${theme}`);
  }
  if (before !== null)
    await root.evaluate((element, value) => element.setAttribute('data-theme', value), before);
}

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What of the page is seriously in the way of people, as axe finds it by some of its rules or all: one line for each finding. */
async function seriousFindings(page: Page, rules: readonly string[]): Promise<string[]> {
  // As text of the page's console, so to say: a script element would be refused by the page's policy, rightly.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], ...(rules.length === 0 ? {} : { runOnly: rules }) })})`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 160)}`));
}

/** How often, and how long after, the page is looked at again before a finding counts. */
const looks = 4;
const betweenLooksMs = 500;

/** The findings that stay: a page that is still being painted over, in another theme say, has colours of both. */
async function lastingFindings(page: Page, rules: readonly string[]): Promise<string[]> {
  let findings = await seriousFindings(page, rules);
  for (let look = 1; look < looks && findings.length > 0; look++) {
    await delay(betweenLooksMs);
    const again = new Set(await seriousFindings(page, rules));
    findings = findings.filter((finding) => again.has(finding));
  }
  return findings;
}

/** Fails with axe's serious findings on the view that is shown, in the light and in the dark theme. */
export async function assertAccessible(page: Page, view: string): Promise<void> {
  const root = page.locator('html');
  const before = await root.getAttribute('data-theme');
  for (const [theme, rules] of [
    ['light', []],
    // Themes differ in their colours only.
    ['dark', ['color-contrast']],
  ] as const) {
    await root.evaluate((element, value) => element.setAttribute('data-theme', value), theme);
    await page.evaluate(
      () => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))),
    );
    assert.deepEqual(await lastingFindings(page, rules), [], `${view}, ${theme}`);
  }
  if (before !== null)
    await root.evaluate((element, value) => element.setAttribute('data-theme', value), before);
}

import type { Browser, BrowserContext, Page } from 'playwright-core';

/** How long anything may take before it counts as never coming: what is waited for comes within moments. */
export const waitMs = 120_000;

/** Opens the app; errors of the page and breaches of its policy are added to `complaints`. */
export async function openAppPage(
  from: Browser | BrowserContext,
  address: string,
  complaints: string[],
): Promise<Page> {
  // Colours in the midst of a transition have no contrast that could be judged.
  const looks = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
  const context = 'newContext' in from ? await from.newContext(looks) : from;
  const page = await context.newPage();
  page.setDefaultTimeout(waitMs);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  return page;
}

/** Presses Tab until what has the focus is of this role and name, as a person without a mouse would. */
export async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const wanted = page.getByRole(role, typeof name === 'string' ? { name, exact: true } : { name }).first();
  await wanted.waitFor();
  for (let presses = 0; presses < 120; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not reach the ${role} ${String(name)}.`);
}

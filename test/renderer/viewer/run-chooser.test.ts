import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { launchChromium, withoutChromium } from '../../support/chromium.ts';
import { startViewerServer } from '../viewer-server.ts';

const runCount = 60;
/** How long anything may take before it counts as never coming. */
const waitMs = 60_000;

describe('the runs to choose from', { skip: withoutChromium() }, () => {
  test('cards keep their height when there are more of them than the window holds, and all can be reached', async () => {
    const server = await startViewerServer(() => Promise.reject(new Error('There are no pictures.')));
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(waitMs);
      await page.goto(`${server.address}/?runs=${runCount}#/viewer`);
      const cards = page.getByRole('main').getByRole('link');
      await cards.nth(runCount - 1).waitFor({ state: 'attached' });
      assert.equal(await cards.count(), runCount);
      for (const card of [cards.first(), cards.last()]) {
        await card.scrollIntoViewIfNeeded();
        await card.getByText('48 frames').waitFor();
        const { width, height } = (await card.boundingBox())!;
        assert.ok(
          height > width * (9 / 16),
          `a card of ${width} × ${height} pixels shows its picture and its name`,
        );
      }
    } finally {
      await browser.close();
      await server.close();
    }
  });
});

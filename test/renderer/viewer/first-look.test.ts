import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { launchChromium, withoutChromium } from '../../support/chromium.ts';
import { startViewerServer } from '../viewer-server.ts';

const waitMs = 30_000;

/** A picture of one colour. */
const plain = (width: number, background: string): Promise<Uint8Array> =>
  sharp({ create: { width, height: (width * 9) / 16, channels: 3, background } })
    .png()
    .toBuffer();

test(
  'a leap shows small pictures first, and the sharp ones when they have come',
  { skip: withoutChromium() },
  async () => {
    const released = Promise.withResolvers<undefined>();
    const asked: string[] = [];
    const server = await startViewerServer(async (_, frame, side) => {
      asked.push(`${frame} ${side}`);
      if (side === 480) return plain(480, 'red');
      if (frame === 40) await released.promise;
      return plain(960, 'lime');
    });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(waitMs);
      await page.addInitScript(() => {
        localStorage.setItem('fodvid.viewer', JSON.stringify({ mode: 'single', first: 'source' }));
      });
      await page.goto(`${server.address}/?frames=60&width=1920&height=1080#/viewer/1/frame/40`);
      const middle = () =>
        page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-shown]')!;
          const { data } = canvas.getContext('2d')!.getImageData(canvas.width / 2, canvas.height / 2, 1, 1);
          return [...data.subarray(0, 3)];
        });
      await page.locator('canvas[data-shown="40"]').waitFor();
      assert.deepEqual(await middle(), [255, 0, 0]);
      assert.equal(await page.locator('canvas[data-shown]').getAttribute('data-sharp'), '');
      released.resolve(undefined);
      await page.locator('canvas[data-sharp="40"]').waitFor();
      assert.deepEqual(await middle(), [0, 255, 0]);
      assert.deepEqual(asked.slice(0, 2), ['40 480', '40 960']);
      assert.ok(
        !asked.slice(1).some((each) => each.endsWith(' 480')),
        'what is fetched ahead needs no first look',
      );
    } finally {
      released.resolve(undefined);
      await browser.close();
      await server.close();
    }
  },
);

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium, withoutChromium } from '../../support/chromium.ts';
import { startViewerServer, type ViewerServer } from '../viewer-server.ts';

const widthPx = 320;
const heightPx = 180;
/** How long anything may take before it counts as never coming. */
const waitMs = 60_000;
const colors = {
  source: [200, 40, 80],
  mask: [20, 120, 220],
  other: [90, 200, 10],
  last: [10, 20, 30],
} as const;
const white = [255, 255, 255] as const;

type Rgb = readonly number[];

/** The clip behind cutouts changes its colour in its last frame. */
const lastGround = 3;

/**
 * Flat pictures, so that every pixel of the stage tells which layer it shows; `flow` is half red, half green, of the cutout
 * only the left half is there.
 */
function picture(
  layer: string,
  frame: number,
  _maxSidePx: number | null,
  runId: number,
): Promise<Uint8Array> {
  const own = layer === 'source' || layer === 'mask' ? colors[layer] : white;
  const [r, g, b] = runId === 1 ? own : frame === lastGround ? colors.last : colors.other;
  if (layer === 'cutout') {
    const half = sharp({
      create: { width: widthPx / 2, height: heightPx, channels: 4, background: '#0000ff' },
    });
    return half
      .extend({ right: widthPx / 2, background: '#00000000' })
      .png()
      .toBuffer();
  }
  const flat = sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: { r, g, b } } });
  if (layer !== 'flow') return flat.png().toBuffer();
  const half = {
    create: { width: widthPx / 2, height: heightPx, channels: 3, background: '#ff0000' },
  } as const;
  return flat
    .composite([
      { input: half, left: 0, top: 0 },
      { input: { create: { ...half.create, background: '#00ff00' } }, left: widthPx / 2, top: 0 },
    ])
    .png()
    .toBuffer();
}

describe('the viewer in a browser', { skip: withoutChromium() }, () => {
  let server: ViewerServer;
  let browser: Browser;
  let page: Page;

  before(async () => {
    server = await startViewerServer(picture);
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(waitMs);
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  async function open(choices: object, hash = '#/viewer/1/frame/0'): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${server.address}/?frames=60&width=${widthPx}&height=${heightPx}`);
    await page.evaluate((chosen) => {
      localStorage.setItem('fodvid.viewer', JSON.stringify(chosen));
    }, choices);
    await page.goto(`${server.address}/?frames=60&width=${widthPx}&height=${heightPx}${hash}`);
    await page.reload();
    await page.locator('canvas[data-shown]').waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLElement>('canvas[data-shown]')?.dataset['shown'] !== '',
    );
  }

  const shownFrame = async (frame: number) => {
    await page.locator(`canvas[data-shown="${frame}"]`).waitFor();
  };

  /** The stage's pixels of one row, at a share of its height. */
  const rowOf = (share: number): Promise<Rgb[]> =>
    page.evaluate((atShare) => {
      const canvas = document.querySelector<HTMLCanvasElement>('canvas[data-shown]')!;
      const y = Math.floor(canvas.height * atShare);
      const { data } = canvas.getContext('2d')!.getImageData(0, y, canvas.width, 1);
      return Array.from({ length: canvas.width }, (_, x) => [...data.subarray(x * 4, x * 4 + 3)]);
    }, share);

  /** Looks at every drawn frame until what is expected is there; throws what was missing last. */
  async function untilDrawn(look: () => Promise<void>): Promise<void> {
    for (let frame = 0; frame < 300; frame++) {
      const missing = await look().then(
        () => null,
        (error: unknown) => error,
      );
      if (missing === null) return;
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)));
    }
    await look();
  }

  test('a wipe shows the first layer up to the divider’s pixel and the second from there on', async () => {
    await open({ mode: 'wipe', first: 'source', second: 'mask', share: 0.37 });
    const row = await rowOf(0.5);
    const divider = Math.round(0.37 * row.length);
    assert.deepEqual(row[divider - 1], [...colors.source]);
    assert.deepEqual(row[divider], [...colors.mask]);
    const seen = new Set(row.slice(10, -10).map(String));
    assert.ok(!seen.has('0,0,0'), 'the picture has no gap at the divider');
  });

  test('the second layer may be of another run of the clip', async () => {
    await open({ mode: 'wipe', first: 'source', second: 'mask', share: 0.5 }, '&runs=2#/viewer/1/frame/0');
    await page.getByRole('combobox', { name: 'Compare with run' }).click();
    await page.getByRole('option', { name: /^#2/ }).click();
    await page.getByText('B · #2 · Mask').waitFor();
    await untilDrawn(async () => {
      const row = await rowOf(0.5);
      assert.deepEqual(row[row.length / 2 - 2], [...colors.source]);
      assert.deepEqual(row[row.length / 2 + 2], [...colors.other]);
    });
  });

  test('the frames of another clip lie behind a cutout, chosen by keys, and its last one stays', async () => {
    const cutout = { mode: 'single', first: 'cutout', backdrop: 'magenta' };
    await open(cutout, '&runs=2&clips=own#/viewer/1/frame/0');
    const sides = async (right: Rgb) => {
      const row = await rowOf(0.5);
      assert.deepEqual([row[row.length / 2 - 2], row[row.length / 2 + 2]], [[0, 0, 255], [...right]]);
    };
    await untilDrawn(() => sides([194, 24, 122]));
    const select = page.getByRole('combobox', { name: 'Cutout background' }).first();
    await select.press('Enter');
    await page.getByRole('listbox').press('End');
    await page.getByRole('option', { name: 'ground1' }).press('Enter');
    await untilDrawn(() => sides(colors.other));
    await page.getByRole('slider', { name: 'Timeline' }).press('End');
    await untilDrawn(() => sides(colors.last));
    await select.press('Enter');
    await page.getByRole('option', { name: 'Black' }).click();
    await untilDrawn(() => sides([0, 0, 0]));
  });

  test('a cutout lies before the backdrop, not its own source, which was seen before', async () => {
    await open({ mode: 'single', first: 'source', backdrop: 'magenta' });
    await untilDrawn(async () => assert.deepEqual((await rowOf(0.5)).at(-20), [...colors.source]));
    await page.getByRole('combobox', { name: 'Layer A' }).press('Enter');
    await page.getByRole('option', { name: 'Cutout', exact: true }).click();
    await untilDrawn(async () => {
      const row = await rowOf(0.5);
      assert.deepEqual(
        [row[row.length / 2 - 2], row[row.length / 2 + 2]],
        [
          [0, 0, 255],
          [194, 24, 122],
        ],
      );
    });
  });

  test('the divider moves by keys and says where it is', async () => {
    await open({ mode: 'wipe', first: 'source', second: 'mask', share: 0.5 });
    const divider = page.getByRole('slider', { name: 'Divider between A and B' });
    await divider.press('ArrowRight');
    await divider.press('Shift+ArrowRight');
    assert.equal(await divider.getAttribute('aria-valuetext'), '61%');
    await untilDrawn(async () => {
      const row = await rowOf(0.5);
      const place = Math.round(0.61 * row.length);
      assert.deepEqual(row[place - 1], [...colors.source]);
      assert.deepEqual(row[place], [...colors.mask]);
    });
    assert.equal(await page.locator('canvas[data-shown]').getAttribute('data-shown'), '0');
  });

  test('a blend is the weighted mean of both layers', async () => {
    await open({ mode: 'blend', first: 'source', second: 'mask', mix: 0.25 });
    const row = await rowOf(0.5);
    const middle = row[Math.floor(row.length / 2)]!;
    middle.forEach((value, channel) => {
      const expected = colors.source[channel]! * 0.75 + colors.mask[channel]! * 0.25;
      assert.ok(Math.abs(value - expected) <= 1.5, `${value} is not ${expected}`);
    });
  });

  test('two panes zoom and move in sync', async () => {
    await open({ mode: 'side', first: 'flow', second: 'flow', panelOpen: false });
    const stage = (await page.getByTestId('stage').boundingBox())!;
    const at = { x: stage.x + stage.width / 4, y: stage.y + stage.height / 2 };
    await page.mouse.move(at.x, at.y);
    await page.mouse.wheel(0, -240);
    await page.mouse.down();
    await page.mouse.move(at.x + 37, at.y + 11, { steps: 3 });
    await page.mouse.up();
    await untilDrawn(async () => {
      const row = await rowOf(0.5);
      const half = (row.length - 2) / 2;
      const first = row.slice(0, Math.floor(half)).map(String);
      const second = row.slice(Math.ceil(half + 2)).map(String);
      assert.deepEqual(second, first);
      const edge = first.indexOf('0,255,0');
      assert.ok(edge > 0 && Math.abs(edge - half / 2) > 20, 'the picture was moved from the middle');
    });
  });

  test('plays, steps and leaps by keys, and the timeline tells the frame', async () => {
    await open({ mode: 'single', first: 'source' });
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    await page.keyboard.press('ArrowRight');
    await shownFrame(1);
    await page.keyboard.press('Shift+ArrowRight');
    await shownFrame(11);
    await page.keyboard.press('n');
    await shownFrame(5);
    assert.equal(await timeline.getAttribute('aria-valuetext'), 'Frame 5 (0 to 59)');
    await timeline.press('End');
    await shownFrame(59);
    // The timeline, which has the focus, would take the arrow as a step.
    await page.getByTestId('stage').click();
    await page.keyboard.press('ArrowUp');
    await shownFrame(36);
    await page.keyboard.press(' ');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLElement>('canvas[data-shown]')!.dataset['shown'] !== '36',
    );
    await page.keyboard.press('k');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  });

  test('goes to the frame that is clicked on the timeline', async () => {
    await open({ mode: 'single', first: 'source' });
    const timeline = page.getByRole('slider', { name: 'Timeline' });
    const { width } = (await timeline.boundingBox())!;
    await timeline.click({ position: { x: (44.5 / 60) * width, y: 30 } });
    await shownFrame(44);
  });
});

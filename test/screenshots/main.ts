import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import type { Engine } from '../../native/app/engine.ts';
import { placesIn, withApp } from '../support/app-in-process.ts';
import { launchChromium } from '../support/chromium.ts';
import { drawBlenderPicture } from './blender-picture.ts';
import { computersPictures, workElsewhere } from './computers-pictures.ts';
import { emptyPictures, pictures, type Screenshot } from './pictures.ts';
import { statePictures } from './state-pictures.ts';
import { emptyFolder, ensureFinishedRuns, startSomeWork, stopWork } from './sample-work.ts';

// Pictures of every view for the documentation, from real runs:  npm run screenshots [-- the pictures' names...]
const outFolder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const home = join(tmpdir(), 'FODVid Studio');
const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
const themes = ['light', 'dark'] as const;
const settleMs = 900;
/** The guide's composite, in docs/pictures. */
const blenderPicture = 'blender-composite';
/** How long the network may take to get quiet. */
const quietMs = 8_000;
/** What has not come by then never will. */
const waitMs = 20_000;

process.env['FODVID_MODELS'] = join(home, 'models');
const wanted = process.argv.slice(2);
const isWanted = ({ name }: Screenshot) => wanted.length === 0 || wanted.includes(name);

const withEngine = (folder: string, work: (engine: Engine, address: string) => Promise<void>) =>
  withApp(placesIn(folder, join(home, 'clips')), work);

/** Whether every picture in sight is there and decoded; lazy ones out of sight are never fetched. */
function picturesAreThere(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    const inSight = Array.from(document.images).filter((image) => {
      const { top, left } = image.getBoundingClientRect();
      return top < window.innerHeight && left < window.innerWidth;
    });
    // A lazy picture that was not asked for yet calls itself complete.
    if (!inSight.every(({ complete, naturalWidth }) => complete && naturalWidth > 0)) return false;
    await Promise.all(inSight.map((image) => image.decode().catch(() => undefined)));
    return true;
  });
}

/** Waits until a page that had time to settle has all its pictures: before that it may not have asked for them. */
async function settled(page: Page): Promise<void> {
  // A page that shows work under way may go on asking; what counts are its pictures.
  await page.waitForLoadState('networkidle', { timeout: quietMs }).catch(() => undefined);
  const untilMs = performance.now() + waitMs;
  do {
    if (performance.now() > untilMs) throw new Error(`pictures of ${page.url()} do not come`);
    await page.waitForTimeout(settleMs);
  } while (!(await picturesAreThere(page)));
}

async function pngOf(
  browser: Browser,
  address: string,
  picture: Screenshot,
  looks: { readonly viewport: (typeof sizes)[number]; readonly colorScheme: (typeof themes)[number] },
): Promise<Buffer> {
  const page = await browser.newPage({ ...looks, reducedMotion: 'reduce' });
  try {
    page.setDefaultTimeout(waitMs);
    await page.goto(address);
    await page.getByRole('navigation').waitFor();
    await picture.show(page);
    await page.mouse.move(looks.viewport.width - 1, looks.viewport.height - 1);
    await settled(page);
    return await page.screenshot();
  } finally {
    await page.close();
  }
}

async function takePicture(browser: Browser, address: string, picture: Screenshot): Promise<void> {
  for (const viewport of sizes)
    for (const colorScheme of themes) {
      const take = () => pngOf(browser, address, picture, { viewport, colorScheme });
      // Chromium drops its requests when a network interface comes or goes, another program's too.
      const png = await take().catch(take).catch(take);
      const name = `${picture.name}-${colorScheme}-${viewport.width}.webp`;
      const file = await sharp(png).webp({ quality: 80, effort: 5 }).toBuffer();
      await writeFile(join(outFolder, name), file);
      console.error(`${name}  ${Math.round(file.length / 1000)} kB`);
    }
}

await mkdir(outFolder, { recursive: true });
const browser = await launchChromium();
const withoutClips = [...emptyPictures, ...statePictures].filter(isWanted);
if (withoutClips.length > 0)
  await withEngine(await emptyFolder(join(home, 'empty')), async (_, address) => {
    for (const picture of withoutClips) await takePicture(browser, address, picture);
  });
if (pictures.some(isWanted))
  await withEngine(home, async (engine, address) => {
    await ensureFinishedRuns(engine, join(home, 'clips'));
    await startSomeWork(engine, join(home, 'clips'));
    for (const picture of pictures.filter(isWanted)) await takePicture(browser, address, picture);
    await stopWork(engine);
  });
if (computersPictures.some(isWanted)) {
  const place = await emptyFolder(join(home, 'elsewhere'));
  await withApp(placesIn(place, join(place, 'clips')), async (engine, address) => {
    const work = await workElsewhere(engine, place);
    for (const picture of computersPictures.filter(isWanted)) await takePicture(browser, address, picture);
    await work.end();
  });
}
await browser.close();
if (wanted.length === 0 || wanted.includes(blenderPicture)) {
  const clip = join(home, 'clips', 'reef-turtle_take-01.mp4');
  const places = { clip, runDir: join(home, 'results', 'reef-turtle_take-01'), cache: join(home, 'cache') };
  const file = join(outFolder, '..', 'pictures', `${blenderPicture}.webp`);
  console.error((await drawBlenderPicture(file, places)) ? file : 'Blender is not installed: no composite.');
}

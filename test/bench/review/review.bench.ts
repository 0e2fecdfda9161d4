import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { resolveRunConfig } from '../../../native/api/run-config.ts';
import type { RunSummary } from '../../../native/api/runs.ts';
import type { Engine } from '../../../native/app/engine.ts';
import { meanOf } from '../../../native/base/numbers.ts';
import { regionSimilarity } from '../../../native/metrics/region-similarity.ts';
import { decodeMaskPng, readMask } from '../../../native/raster/image-file.ts';
import { readLabelMask } from '../../../native/raster/label-file.ts';
import { placesIn, withApp } from '../../support/app-in-process.ts';
import { launchChromium } from '../../support/chromium.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { largestError } from '../masks/largest-error.ts';

/** Roots of DAVIS, separated by commas, that hold the clips; a folder for pictures of each step; a cache that may be filled. */
const roots = process.env['FODVID_BENCH_DAVIS']?.split(',');
const pictureFolder = process.env['FODVID_BENCH_PICTURES'];
const cacheFolder = process.env['FODVID_BENCH_CACHE'];

/** The wrong object is found in two of them, as long as the run does not choose among candidates by itself. */
const wrong = ['blackswan', 'kite-surf'] as const;
const dabbed = 'horsejump-low';
const clips = [
  ...wrong,
  dabbed,
  ...['dog', 'camel', 'breakdance', 'soapbox', 'bear', 'hike', 'lucia', 'rhino', 'tennis'],
] as const;
const mostClicks = 30;
/** A batch may take so long on a busy machine. */
const waitMs = 1_800_000;
const never = new AbortController().signal;

const placeOf = async (kind: 'JPEGImages' | 'Annotations', clip: string): Promise<string> => {
  for (const root of roots ?? []) {
    const folder = join(root, kind, '480p');
    if ((await readdir(folder)).includes(clip)) return join(folder, clip);
  }
  throw new Error(`${clip} lies in none of ${roots?.join(', ')}.`);
};

/** Mean J of the masks in a folder, in percent. */
async function meanJ(clip: string, masks: string): Promise<number> {
  const truth = await placeOf('Annotations', clip);
  const names = (await readdir(truth)).filter((name) => name.endsWith('.png'));
  const scores = await Promise.all(
    names.map(async (name) =>
      regionSimilarity(await readLabelMask(join(truth, name), 'black'), await readMask(join(masks, name))),
    ),
  );
  return 100 * meanOf(scores);
}

/** A person at the app: what is clicked and pressed is counted, and each step is kept as a picture. */
function personAt(page: Page) {
  let [clicks, pictures] = [0, 0];
  return {
    clicks: () => clicks,
    async click(
      role: Parameters<Page['getByRole']>[0],
      name: string | RegExp,
      within = page.locator('body'),
    ) {
      clicks++;
      await within.getByRole(role, { name }).first().click();
    },
    async clickAt(x: number, y: number) {
      clicks++;
      await page.mouse.click(x, y);
    },
    async press(key: string) {
      clicks++;
      await page.keyboard.press(key);
    },
    async look(what: string) {
      if (pictureFolder === undefined) return;
      await page.waitForTimeout(1500);
      const name = `${String(pictures++).padStart(2, '0')}-${what}.png`;
      await writeFile(join(pictureFolder, name), await page.screenshot());
    },
  };
}
type Person = ReturnType<typeof personAt>;

const runOf = async (engine: Engine, clip: string): Promise<RunSummary> =>
  (await engine.handlers['runs.list']({}, never)).runs.find(({ name }) => name === clip)!;

/** The candidate whose mask of the middle frame is the best: what a person sees at once. */
async function bestCandidate(engine: Engine, run: RunSummary): Promise<number> {
  const frame = run.frameCount >> 1;
  const truth = await readLabelMask(
    join(await placeOf('Annotations', run.name), `${String(frame).padStart(5, '0')}.png`),
    'black',
  );
  const { candidates } = await engine.handlers['candidates.find']({ runId: run.id, frame }, never);
  const scores: number[] = [];
  for (const { id } of candidates) {
    const choice = {
      ...{ swap: false, eigenvector: 2, component: null, alpha: null, tau: null },
      candidates: { add: [id], remove: [] },
    };
    const { png } = await engine.handlers['fix.preview']({ runId: run.id, frame, choice }, never);
    scores.push(regionSimilarity(truth, await decodeMaskPng(Buffer.from(png, 'base64'))));
  }
  return scores.indexOf(Math.max(...scores));
}

async function addAll(page: Page, person: Person): Promise<void> {
  await page.getByRole('heading', { name: 'No clips yet' }).waitFor();
  await person.click('button', 'Add clips');
  await person.click('button', 'Select all clips');
  await person.click('button', 'Next');
  await page.getByText(new RegExp(`^${clips.length} clips · about`)).waitFor({ timeout: waitMs });
  await person.look('before-the-start');
  await person.click('button', 'Add and start');
}

async function chooseObject(page: Page, engine: Engine, person: Person, clip: string): Promise<void> {
  const best = await bestCandidate(engine, await runOf(engine, clip));
  const card = page.getByRole('listitem', { name: new RegExp(`^${clip},`) });
  await person.click('button', 'Which object?', card);
  const name = `Choose: Candidate ${best + 1}`;
  await page.getByRole('button', { name }).waitFor({ timeout: waitMs });
  await person.look(`which-object-${clip}`);
  await person.click('button', name);
  await page.getByText(`${clip}: object changed`).waitFor({ timeout: waitMs });
}

/** Goes to the worst frame, touches the middle of the largest error there, and applies what that gives. */
async function dabOnce(page: Page, engine: Engine, person: Person): Promise<void> {
  const run = await runOf(engine, dabbed);
  await person.click('link', `The object in ${dabbed}`);
  await page.getByTestId('stage').waitFor();
  await person.press('n');
  await page.waitForTimeout(1500);
  const frame = Number(/frame\/(\d+)/.exec(page.url())?.[1] ?? 0);
  const name = `${String(frame).padStart(5, '0')}.png`;
  const truth = await readLabelMask(join(await placeOf('Annotations', dabbed), name), 'black');
  const { x, y, adds } = largestError(await readMask(join(run.outDir, 'masks', name)), truth);
  await person.press(adds ? 'q' : 'e');
  const stage = (await page.getByTestId('stage').boundingBox())!;
  const [room, zoom] = [8, Math.min((stage.width - 16) / run.widthPx, (stage.height - 16) / run.heightPx)];
  const left = stage.x + Math.max(room, (stage.width - run.widthPx * zoom) / 2);
  const top = stage.y + Math.max(room, (stage.height - run.heightPx * zoom) / 2);
  await person.look('worst-frame');
  await person.clickAt(left + x * zoom, top + y * zoom);
  const apply = page.getByRole('button', { name: /^Apply to frames/ }).and(page.locator(':enabled'));
  await apply.waitFor({ timeout: waitMs });
  await person.look('dab');
  await person.click('button', /^Apply to frames/);
  await page.getByText(/Masks? of .* saved\./).waitFor({ timeout: waitMs });
  await person.look('dabbed');
}

async function review(page: Page, engine: Engine, results: string): Promise<BenchRow[]> {
  const person = personAt(page);
  const mended = [...wrong, dabbed];
  const startMs = performance.now();
  await addAll(page, person);
  for (const clip of clips)
    await page.getByRole('listitem', { name: `${clip}, Done` }).waitFor({ timeout: waitMs });
  const draftSec = (performance.now() - startMs) / 1000;
  await person.look('drafts');
  const masksOf = (clip: string) => join(results, clip, 'masks');
  const before = await Promise.all(mended.map((clip) => meanJ(clip, masksOf(clip))));
  await person.click('link', 'Review', page.getByRole('navigation'));
  await page.getByRole('listitem', { name: new RegExp(`^${wrong[0]},`) }).waitFor();
  await person.look('board');
  const triageMs = performance.now();
  for (const clip of wrong) await chooseObject(page, engine, person, clip);
  await person.look('board-mended');
  await dabOnce(page, engine, person);
  await person.click('link', 'Review', page.getByRole('navigation'));
  await page.getByRole('listitem', { name: new RegExp(`^${wrong[0]},`) }).waitFor();
  for (let approved = 0; approved < clips.length; approved++) await person.press('a');
  await page.getByRole('button', { name: `Export ${clips.length} approved` }).waitFor();
  await person.look('approved');
  const triageSec = (performance.now() - triageMs) / 1000;
  await person.click('button', `Export ${clips.length} approved`);
  await person.look('formats');
  await person.click('menuitem', /^ProRes 4444 /);
  await page.getByText(`${clips.length} clips exported as`).waitFor({ timeout: waitMs });
  await person.look('exported');
  const after = await Promise.all(mended.map((clip) => meanJ(clip, masksOf(clip))));
  return [
    {
      name: 'clicks and keys from twelve clips to their exports',
      ours: person.clicks(),
      peer: null,
      unit: '',
      limit: mostClicks,
    },
    { name: 'drafts of all', ours: draftSec, peer: null, unit: 's' },
    { name: 'review, waiting included', ours: triageSec, peer: null, unit: 's' },
    ...mended.map((clip, at) => ({
      name: `${clip}: J after ${clip === dabbed ? 'one dab' : 'one click on the object'}`,
      ours: after[at]!,
      peer: before[at]!,
      unit: '%',
    })),
    {
      name: 'mean loss of J of those that were mended',
      ours: meanOf(before) - meanOf(after),
      peer: null,
      unit: 'points',
      limit: -10,
    },
  ];
}

async function measure(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fodvid-review-'));
  const library = join(folder, 'clips');
  for (const clip of clips)
    await cp(await placeOf('JPEGImages', clip), join(library, clip), { recursive: true });
  if (pictureFolder !== undefined) await mkdir(pictureFolder, { recursive: true });
  const places = placesIn(folder, library);
  const rows: BenchRow[] = [];
  const browser = await launchChromium();
  try {
    await withApp({ ...places, cache: cacheFolder ?? places.cache }, async (engine, address) => {
      const config = resolveRunConfig({ refine: false, maskSteps: 'repair' });
      await engine.handlers['settings.set']({ changes: { config } }, never);
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.setDefaultTimeout(120_000);
      await page.goto(address);
      rows.push(...(await review(page, engine, places.results)));
    });
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
  return rows;
}

/** Twelve clips of DAVIS through the app in a browser: drafts, two wrong objects and one dab mended, all approved and exported. */
export const bench: Bench = {
  name: 'a batch reviewed',
  run: () => (roots === undefined ? Promise.resolve([]) : measure()),
};

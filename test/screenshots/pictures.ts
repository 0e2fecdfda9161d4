import type { Page } from 'playwright-core';
import { askBeforeClosing, standInForElectron } from './desktop-host.ts';

/** A picture of the app: its file's name, and how to get there. */
export interface Screenshot {
  readonly name: string;
  readonly show: (page: Page) => Promise<void>;
}

const visit = (page: Page, hash: string) =>
  page.evaluate((wanted) => {
    window.location.hash = wanted;
  }, hash);
const settle = (page: Page) => page.waitForTimeout(700);

async function openRun(page: Page, clip: RegExp): Promise<void> {
  await visit(page, '#/queue');
  await page.getByRole('listitem', { name: clip }).getByRole('button', { name: 'Open in Viewer' }).click();
  await page.getByRole('slider', { name: 'Timeline' }).waitFor();
}

async function chooseLayer(page: Page, label: string, layer: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: layer, exact: true }).click();
}

async function goToFrame(page: Page, frame: number): Promise<void> {
  await page.keyboard.press('Home');
  for (let step = 0; step < frame; step++) await page.keyboard.press('ArrowRight');
  await settle(page);
}

/** Chooses so many of the runs with ground truth in the table of metrics. */
async function chooseRuns(page: Page, count: number): Promise<void> {
  await visit(page, '#/metrics');
  const rows = page.getByRole('row').filter({ hasText: 'reef-turtle' });
  await rows.first().waitFor();
  for (let row = 0; row < count; row++) await rows.nth(row).getByRole('checkbox').click();
}

/** What a person sees who has done nothing yet. */
export const emptyPictures: readonly Screenshot[] = [
  { name: 'queue-empty', show: (page) => visit(page, '#/queue') },
  { name: 'board-empty', show: (page) => visit(page, '#/board') },
  { name: 'viewer-empty', show: (page) => visit(page, '#/viewer') },
  { name: 'metrics-empty', show: (page) => visit(page, '#/metrics') },
  { name: 'gallery-empty', show: (page) => visit(page, '#/gallery') },
];

/** What a person sees in the midst of work. */
export const pictures: readonly Screenshot[] = [
  {
    name: 'board',
    async show(page) {
      await visit(page, '#/board');
      await page.getByRole('button', { name: 'Which object?' }).first().waitFor();
      await settle(page);
    },
  },
  {
    name: 'board-candidates',
    async show(page) {
      await visit(page, '#/board');
      await page.getByRole('button', { name: 'Which object?' }).first().click();
      await page.getByRole('dialog').getByRole('listitem').first().waitFor({ timeout: 120_000 });
      await settle(page);
    },
  },
  {
    name: 'queue',
    async show(page) {
      await visit(page, '#/queue');
      await page
        .getByRole('listitem', { name: /^turtle-closeup/ })
        .getByText(/ left$/)
        .waitFor();
    },
  },
  {
    name: 'close-question',
    async show(page) {
      await standInForElectron(page, null);
      await visit(page, '#/queue');
      await page
        .getByRole('listitem', { name: /^turtle-closeup/ })
        .getByRole('progressbar')
        .waitFor();
      // Seven of the eight clips can be read; their pictures come over the port, which no waiting for the network sees.
      await page.getByRole('main').getByRole('listitem').locator('img').nth(6).waitFor();
      await askBeforeClosing(page);
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'queue-settings',
    async show(page) {
      await visit(page, '#/queue');
      await page
        .getByRole('listitem', { name: /^lagoon/ })
        .getByRole('button', { name: 'Change settings…' })
        .click();
      await page.getByRole('dialog').getByRole('button', { name: 'Expert' }).click();
      await page.getByRole('dialog').getByRole('slider', { name: /τ/ }).focus();
      await page.keyboard.press('ArrowLeft');
    },
  },
  {
    name: 'library',
    async show(page) {
      await visit(page, '#/queue');
      await page.getByRole('button', { name: 'Add clips' }).first().click();
      await page.getByRole('checkbox', { name: /^kelp/ }).click();
      await page.getByRole('checkbox', { name: /^turtle/ }).click();
    },
  },
  {
    name: 'preflight',
    async show(page) {
      await visit(page, '#/queue');
      await page.getByRole('button', { name: 'Add clips' }).first().click();
      await page.getByRole('button', { name: 'Select all clips' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText(/clips · about/).waitFor({ timeout: 120_000 });
      await page
        .getByRole('button', { name: /^In and out of/ })
        .first()
        .click();
      const [first, last] = ['In', 'Out'].map((name) => page.getByRole('textbox', { name, exact: true }));
      await first!.fill('6');
      await last!.fill('18');
      await last!.press('Enter');
      await page.getByText(/^6–18 of/).waitFor();
    },
  },
  { name: 'viewer-runs', show: (page) => visit(page, '#/viewer') },
  {
    name: 'viewer-fix',
    async show(page) {
      await openRun(page, /^reef-turtle/);
      await goToFrame(page, 12);
      await page.getByRole('button', { name: 'Side by side' }).click();
      await chooseLayer(page, 'Layer A', 'Eigenvector');
      await chooseLayer(page, 'Layer B', 'Overlay');
      await page.getByRole('button', { name: 'Alternatives' }).click();
      await page.getByRole('button', { name: 'Eigenvector 3' }).locator('canvas').waitFor();
      await page.getByRole('slider', { name: /Tighter/ }).press('End');
      await page.getByText(/Preview: foreground/).waitFor();
    },
  },
  {
    name: 'viewer-wipe',
    async show(page) {
      await openRun(page, /^reef-turtle/);
      await goToFrame(page, 12);
      await page.getByRole('button', { name: 'Wipe' }).click();
      await chooseLayer(page, 'Layer B', 'Overlay');
    },
  },
  {
    name: 'viewer-matte',
    async show(page) {
      await openRun(page, /^reef-turtle/);
      await goToFrame(page, 12);
      await page.getByRole('tab', { name: 'Matte' }).click();
      const cutout = page.waitForResponse((response) => /\/cutout\b/.test(response.url()) && response.ok());
      await page.getByRole('button', { name: 'Cutout', exact: true }).click();
      await cutout;
      await page.getByRole('combobox', { name: 'Cutout background' }).first().click();
      await page.getByRole('option', { name: 'Green' }).click();
      await settle(page);
    },
  },
  {
    name: 'export',
    async show(page) {
      await openRun(page, /^reef-turtle/);
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('dialog').getByText('DaVinci Resolve').first().click();
      await settle(page);
    },
  },
  {
    name: 'viewer-diff',
    async show(page) {
      await openRun(page, /^A014/);
      await goToFrame(page, 12);
      await page.getByRole('button', { name: 'Side by side' }).click();
      await chooseLayer(page, 'Layer A', 'Flow');
      await chooseLayer(page, 'Layer B', 'Refinement diff');
    },
  },
  {
    name: 'metrics',
    async show(page) {
      await chooseRuns(page, 1);
      await page.getByRole('tab', { name: 'Curves' }).click();
    },
  },
  {
    name: 'metrics-compare',
    async show(page) {
      await chooseRuns(page, 2);
      await page.getByRole('tab', { name: 'Compare' }).click();
    },
  },
  {
    name: 'gallery',
    async show(page) {
      await visit(page, '#/gallery');
      await page.getByRole('main').getByRole('listitem').first().waitFor();
    },
  },
  {
    name: 'models',
    async show(page) {
      await visit(page, '#/models');
      await page.getByText('Compute devices', { exact: true }).waitFor({ timeout: 120_000 });
    },
  },
  { name: 'settings', show: (page) => visit(page, '#/settings') },
  {
    name: 'shortcuts',
    async show(page) {
      await visit(page, '#/settings');
      await page.keyboard.press('?');
    },
  },
];

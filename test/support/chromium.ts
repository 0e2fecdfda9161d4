import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe'];
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A Chromium of this machine: FODVID_CHROMIUM, one on the PATH, one where installers put it; null where there is none. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const onPath = (env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = [env['FODVID_CHROMIUM'] ?? '', ...onPath, ...places];
  return candidates.find((path) => path !== '' && existsSync(path)) ?? null;
}

/** Why tests in a browser are skipped; false where there is a Chromium. */
export const withoutChromium = (): string | false =>
  findChromium() === null &&
  'There is no Chromium on this machine: install one, or name it by FODVID_CHROMIUM, and run the tests again.';

/** Starts it without a window, and without anything that would go on the network by itself. */
export function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('There is no Chromium on this machine.');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { _electron } from 'playwright-core';
import type { ElectronApplication, Page } from 'playwright-core';
import { tinyConfig } from '../support/test-engine.ts';

const root = join(import.meta.dirname, '..', '..');
const { electronBinary } = (await import(pathToFileURL(join(root, 'build', 'electron-binary.mjs')).href)) as {
  electronBinary: () => string | null;
};

/** Why the tests in Electron's window are skipped; false where its binary is on this machine. */
export const withoutElectron = (): string | false =>
  electronBinary() === null &&
  'Electron’s binary is not on this machine: "node node_modules/electron/install.js" fetches it.';

/** The program of an unpacked package in dist/; null where none was made. */
export function packagedProgram(): string | null {
  const patterns = {
    linux: 'dist/linux*-unpacked/fodvid-studio',
    win32: 'dist/win*-unpacked/FODVid Studio.exe',
    darwin: 'dist/mac*/FODVid Studio.app/Contents/MacOS/FODVid Studio',
  };
  const pattern = patterns[process.platform as keyof typeof patterns] as string | undefined;
  const [found] = pattern === undefined ? [] : globSync(pattern, { cwd: root });
  return found === undefined ? null : join(root, found);
}

/** Why a package's tests are skipped; false where `npm run dist -- --dir` made one. */
export const withoutPackage = (): string | false =>
  packagedProgram() === null && 'There is no package in dist/: "npm run dist -- --dir" makes one.';

/** An app with folders of its own, which outlive its restarts. */
export interface WindowTest {
  /** Where results are written. */
  readonly results: string;
  start(): Promise<{ app: ElectronApplication; page: Page }>;
  remove(): void;
}

/** Folders for one test, with settings that let a clip take moments. */
export function windowTest(): WindowTest {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-window-'));
  const config = join(folder, 'config');
  const results = join(folder, 'results');
  mkdirSync(config);
  writeFileSync(join(config, 'settings.json'), JSON.stringify({ outputDir: results, config: tinyConfig }));
  const env = { ...process.env, FODVID_CACHE: join(folder, 'cache'), FODVID_CONFIG: config };
  return {
    results,
    async start() {
      const app = await _electron.launch({
        executablePath: electronBinary()!,
        args: [join(root, 'out', 'app')],
        env,
      });
      return { app, page: await app.firstWindow() };
    },
    remove() {
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

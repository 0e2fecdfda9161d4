// npm start: makes the app's files and opens them in Electron, whose binary npm's package fetches at the first start.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFolder, buildApp } from './build-app.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const electronPackage = join(root, 'node_modules', 'electron');

/** The path of Electron's binary; null where it is not on the machine. */
function electronBinary() {
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(electronPackage, 'dist');
  const binary = join(folder, readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

/** Fetches the binary; gives the reason where that is not possible. */
function fetchElectron() {
  process.stderr.write("Fetching Electron's binary (once, about 100 MB) ...\n");
  const result = spawnSync(process.execPath, [join(electronPackage, 'install.js')], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = result.stderr.trim().split('\n');
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? '';
}

function giveUp(reason) {
  process.stderr.write(
    `Electron's binary could not be fetched (${reason.trim().slice(0, 200)}); "npm run serve" opens the same app in a browser.\n`,
  );
  process.exit(1);
}

const reason = electronBinary() === null ? fetchElectron() : '';
const binary = electronBinary() ?? giveUp(reason);
await buildApp();
const child = spawn(binary, [appFolder, ...process.argv.slice(2)], { stdio: 'inherit' });
child.on('error', (error) => giveUp(error.message));
child.on('exit', (code) => process.exit(code ?? 1));

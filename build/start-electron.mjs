// npm start: makes the app's files and opens them in Electron, whose binary npm's package fetches at the first start.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { appFolder, buildApp } from './build-app.mjs';
import { electronBinary, electronPackage } from './electron-binary.mjs';
import { missingSandbox } from './linux-sandbox.mjs';
import { giveUp } from './give-up.mjs';

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

const withoutElectron = (reason) =>
  `Electron's binary could not be fetched (${reason.trim().slice(0, 200)}); "npm run serve" opens the same app in a browser.`;

const args = process.argv.slice(2);
const reason = electronBinary() === null ? fetchElectron() : '';
const binary = electronBinary() ?? giveUp(withoutElectron(reason));
const sandbox = args.includes('--no-sandbox') ? null : missingSandbox(binary);
if (sandbox !== null) giveUp(sandbox);
await buildApp();
const child = spawn(binary, [...args.filter((arg) => arg === '--no-sandbox'), appFolder, ...args], {
  stdio: 'inherit',
});
child.on('error', (error) => giveUp(withoutElectron(error.message)));
child.on('exit', (code) => process.exit(code ?? 1));

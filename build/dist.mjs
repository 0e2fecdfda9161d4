// npm run dist: makes the app's files and packs them for this system, or for those that are named (--linux, --mac, --win).
import { Platform, build } from 'electron-builder';
import { buildApp } from './build-app.mjs';
import config, { projectDir } from './electron-builder.mjs';

const platforms = { '--linux': Platform.LINUX, '--mac': Platform.MAC, '--win': Platform.WINDOWS };
const named = process.argv.slice(2).filter((argument) => argument in platforms);
const chosen = named.length === 0 ? [Platform.current()] : named.map((argument) => platforms[argument]);

await buildApp();
await build({
  projectDir,
  config,
  targets: new Map(chosen.flatMap((platform) => [...platform.createTarget()])),
  publish: 'never',
});

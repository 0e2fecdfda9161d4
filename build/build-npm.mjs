// Makes the command line's npm package in out/npm, in plain JavaScript, for Node strips no types under node_modules:
//   npm run build:npm && npm pack ./out/npm
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFiles } from './build-app.mjs';
import { publisherPage, repositoryFields } from './publisher.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the package's files lie. */
export const npmFolder = join(root, 'out', 'npm');

/** What the desktop app alone needs. */
const desktopOnly = ['electron-updater'];

function writePackageJson() {
  const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { name, version, description, license, author } = project;
  const homepage = publisherPage(root) ?? undefined;
  const { dependencies, optionalDependencies } = project;
  const needed = Object.entries(dependencies).filter(([each]) => !desktopOnly.includes(each));
  const content = {
    ...{ name, version, description, license, homepage, author },
    ...repositoryFields(root),
    type: 'module',
    bin: { fodvid: 'native/cli/main.js' },
    engines: { node: '>=22.18' },
    dependencies: Object.fromEntries(needed),
    optionalDependencies,
  };
  writeFileSync(join(npmFolder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}

/** Makes the package's files, in place of the old ones. */
export async function buildNpm() {
  await buildFiles(npmFolder, ['native']);
  copyFileSync(join(root, 'README.md'), join(npmFolder, 'README.md'));
  writePackageJson();
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildNpm();
}

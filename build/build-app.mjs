// Makes the desktop app's files in out/app, as Electron starts them and electron-builder packs them:
//   node build/build-app.mjs
// The command line for npm is made of the same files (build-npm.mjs). The engine keeps its files, so that its worker threads find theirs; only types are taken out. The sandbox of the
// preload script can load one file only, so that one is bundled.
import { copyFileSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import typescript from 'typescript';
import { buildRenderer } from './build-renderer.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the app's files lie. */
export const appFolder = join(root, 'out', 'app');

const compilerOptions = {
  target: typescript.ScriptTarget.ES2024,
  module: typescript.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/** The TypeScript files of `layer`, as paths from the root. */
const sourcesOf = (layer) =>
  readdirSync(join(root, layer), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    // AssemblyScript, shipped as resources/flow-kernels.wasm.
    .filter((entry) => !entry.parentPath.endsWith('kernels'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));

function stripTypes(source, folder) {
  const { outputText } = typescript.transpileModule(readFileSync(join(root, source), 'utf8'), {
    compilerOptions,
    fileName: source,
  });
  const target = join(folder, source.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

/** What Electron needs to know of the app; packages are found in the checkout's or the archive's node_modules. */
function writePackageJson(folder) {
  const { name, version, description, license } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const content = {
    name,
    productName: 'FODVid Studio',
    version,
    description,
    license,
    type: 'module',
    main: 'electron/main.js',
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(content, null, 2)}\n`);
}

/** Writes the TypeScript files of `layers` as JavaScript, the page's bundle, the resources and the licence into an emptied `folder`. */
export async function buildFiles(folder, layers) {
  rmSync(folder, { recursive: true, force: true });
  for (const source of layers.flatMap(sourcesOf)) stripTypes(source, folder);
  await buildRenderer({ folder: join(folder, 'renderer') });
  cpSync(join(root, 'resources'), join(folder, 'resources'), { recursive: true });
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}

/** Makes the app's files in `folder`, whose old content is removed. */
export async function buildApp(folder = appFolder) {
  await buildFiles(folder, ['native', 'electron']);
  await build({
    absWorkingDir: root,
    entryPoints: ['electron/preload.ts'],
    outfile: join(folder, 'electron', 'preload.cjs'),
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['electron'],
    logLevel: 'warning',
  });
  rmSync(join(folder, 'electron', 'preload.js'));
  writePackageJson(folder);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await buildApp();
}

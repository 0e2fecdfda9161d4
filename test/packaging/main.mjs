// npm run check:packages [-- linux-x64 | win32-x64 | darwin-arm64 ...]: packs the app for systems that this one need not be,
// with a stand-in for Electron and the npm packages of those systems, and looks whether every file that the app
// loads is in the package. Needs npm's registry, some minutes and some gigabytes; folder: out/packages.
import { cpSync, globSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { nodeFileTrace } from '@vercel/nft';
import { Platform, archFromString, build } from 'electron-builder';
import { appFolder, buildApp } from '../../build/build-app.mjs';
import { binaryTarget } from '../../build/packages/binary-target.mjs';
import { packageConfig, projectDir } from '../../build/packages/electron-builder.mjs';
import { afterPack, findPrograms, resourcesOf } from '../../build/packages/packed-programs.mjs';
import { installPackages } from './install-packages.mjs';
import { makeStandInElectron } from './stand-in-electron.mjs';

const names = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC };
const all = ['linux-x64', 'win32-x64', 'darwin-arm64'];
const work = join(projectDir, 'out', 'packages');
const { version: electronVersion } = JSON.parse(
  readFileSync(join(projectDir, 'node_modules', 'electron', 'package.json'), 'utf8'),
);

/** A project of its own with the packages of the other system, so that this one's stay as they are. */
function prepareProject(folder, platform, arch) {
  installPackages(folder, platform, arch);
  for (const name of ['out', 'resources', 'build', 'dist'])
    rmSync(join(folder, name), { recursive: true, force: true });
  cpSync(appFolder, join(folder, 'out', 'app'), { recursive: true });
  for (const name of ['resources', 'build'])
    cpSync(join(projectDir, name), join(folder, name), { recursive: true });
  cpSync(join(projectDir, 'LICENSE'), join(folder, 'LICENSE'));
  const electronDist = join(folder, 'electron');
  rmSync(electronDist, { recursive: true, force: true });
  makeStandInElectron(electronDist, platform);
  return electronDist;
}

async function pack(folder, platform, arch) {
  const electronDist = prepareProject(folder, platform, arch);
  const config = packageConfig({ platform, arch, root: folder });
  await build({
    projectDir: folder,
    config: {
      ...config,
      electronDist,
      electronVersion,
      win: { ...config.win, signAndEditExecutable: false },
      // The tool that makes one from the picture is fetched from elsewhere.
      mac: {
        ...config.mac,
        icon: join(electronDist, 'Electron.app', 'Contents', 'Resources', 'electron.icns'),
      },
    },
    targets: names[platform].createTarget('dir', archFromString(arch)),
    publish: 'never',
  });
  const out = {
    linux: 'linux-unpacked',
    win32: 'win-unpacked',
    darwin: arch === 'arm64' ? 'mac-arm64' : 'mac',
  };
  const appOutDir = join(folder, 'dist', out[platform]);
  const resources = resourcesOf(appOutDir, platform, config.productName);
  const packager = { appInfo: { productFilename: config.productName } };
  const context = { appOutDir, electronPlatformName: platform, arch: archFromString(arch), packager };
  return { resources, context };
}

/** The app's own files, whole, and all that their imports lead to, as paths in the archive. */
async function neededFiles(folder) {
  for (const name of ['native', 'electron', 'renderer', 'resources'])
    rmSync(join(folder, name), { recursive: true, force: true });
  // The imports are followed from the sources, as they lie before anything is left out.
  cpSync(join(folder, 'out', 'app'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('package.json'),
  });
  const own = ['native', 'electron'].flatMap((name) =>
    globSync('**/*.{js,cjs}', { cwd: join(folder, name) }).map((path) => join(folder, name, path)),
  );
  const { fileList, warnings } = await nodeFileTrace(own, {
    base: folder,
    ignore: ['node_modules/electron/**', 'build/**'],
  });
  const whole = globSync('**/*.*', { cwd: join(folder, 'out', 'app') });
  return {
    files: [...new Set([...whole, ...fileList])].map((path) => `/${path.split('\\').join('/')}`),
    unresolved: [...warnings].map(String),
  };
}

/**
 * What cannot be resolved and has to be: by the app's own files, or a package that the lock file has for the system. Packages
 * look for the libraries of all systems, and for optional ones.
 */
function mustResolve(folder, { platform, arch }) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
  const fits = (list, name) => list === undefined || list.includes(name);
  return (text) => {
    const [, name, from] =
      /Cannot find module '((?:@[^/']+\/)?[^/']+)[^']*' loaded from (.*)/.exec(text) ?? [];
    if (from === undefined || name === 'electron') return false;
    if (!from.includes('node_modules')) return true;
    const locked = packages[`node_modules/${name}`];
    if (locked === undefined || locked.dev === true) return false;
    if (locked.optional !== true) return true;
    return (
      locked.os !== undefined &&
      fits(locked.os, platform) &&
      fits(locked.cpu, arch) &&
      fits(locked.libc, 'glibc')
    );
  };
}

/** Whether a file that was found is one that a program loads here: no declaration of types, no other system's library. */
function isLoaded(path, folder, { platform, arch }) {
  if (!path.includes('node_modules')) return true;
  if (!/\.([cm]?js|json|node|wasm)$/.test(path)) return false;
  const own = path.endsWith('.node') ? binaryTarget(join(folder, path)) : null;
  return own === null || (own.platform === platform && own.arch === arch && !path.includes('musl'));
}

/** Where a file of a package that lies in another one's may have moved: up, to where Node looks next. */
function placesAbove(path) {
  const [top, ...nested] = path.split('/node_modules/').slice(0, -1);
  const own = path.split('/node_modules/').at(-1);
  return nested.map((_, kept) => [top, ...nested.slice(0, kept), own].join('/node_modules/')).toReversed();
}

/** Whether electron-builder has moved a file up with its package, in the same version. */
function hasMoved(path, folder, archive, present) {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  const moved = placesAbove(path).find((place) => present.has(place));
  if (name === undefined || moved === undefined) return false;
  const rootOf = (place) =>
    place.slice(0, place.lastIndexOf(`/node_modules/${name}/`) + `/node_modules/${name}`.length);
  const versionIn = (text) => JSON.parse(text).version;
  const own = versionIn(readFileSync(join(folder, rootOf(path), 'package.json'), 'utf8'));
  return versionIn(extractFile(archive, `${rootOf(moved).slice(1)}/package.json`).toString()) === own;
}

async function checkFiles(folder, resources, target) {
  const archive = join(resources, 'app.asar');
  const archived = listPackage(archive).map((path) => path.split('\\').join('/'));
  const present = new Set(archived);
  const { files, unresolved } = await neededFiles(folder);
  const isThere = (path) => present.has(path) || hasMoved(path, folder, archive, present);
  const missing = files.filter((path) => !isThere(path) && isLoaded(path, folder, target));
  const lost = unresolved.filter(mustResolve(folder, target));
  if (missing.length > 0 || lost.length > 0)
    throw new Error(
      `The package lacks ${missing.length} files that its imports lead to:\n${[...missing, ...lost].join('\n')}`,
    );
  return files.length;
}

/** Takes each native file and each notice away in turn: electron-builder's hook has to refuse the package for its sake. */
function checkTheCheck(resources, context, target) {
  const modules = join(resources, 'app.asar.unpacked', 'node_modules');
  const notices = ['LICENSE.txt', 'THIRD-PARTY.txt'].map((name) => [name, join(resources, name)]);
  const needed = [...findPrograms(modules, target), ...notices];
  for (const [name, file] of needed) {
    const away = join(dirname(file), `away-${basename(file)}`);
    renameSync(file, away);
    const refusal = refusalOf(context);
    renameSync(away, file);
    if (refusal?.includes(`has no ${name}`) !== true)
      throw new Error(`Without ${file} the package is answered by: ${refusal}`);
  }
  return needed.length;
}

function refusalOf(context) {
  try {
    afterPack(context);
    return null;
  } catch (error) {
    return error.message;
  }
}

const chosen = process.argv.slice(2).filter((name) => all.includes(name));
await buildApp();
for (const name of chosen.length > 0 ? chosen : all) {
  const [platform, arch] = name.split('-');
  const folder = join(work, name);
  const { resources, context } = await pack(folder, platform, arch);
  const traced = await checkFiles(folder, resources, { platform, arch });
  const needed = checkTheCheck(resources, context, { platform, arch });
  process.stdout.write(
    `${name}: ${traced} files of the app and its imports are packed; refused without any of ${needed} programs, libraries and notices\n`,
  );
}

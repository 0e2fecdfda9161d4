// npm run check:packages [-- linux-x64 | win32-x64 | darwin-arm64 ...]: packs the app for systems that this one need not be,
// with a stand-in for Electron and the npm packages of those systems, and looks whether every file that the app
// loads is in the package. Needs npm's registry, some minutes and some gigabytes; folder: out/packages.
import { cpSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listPackage } from '@electron/asar';
import { nodeFileTrace } from '@vercel/nft';
import { Platform, archFromString, build } from 'electron-builder';
import { appFolder, buildApp } from '../../build/build-app.mjs';
import { binaryTarget } from '../../build/packages/binary-target.mjs';
import { packageConfig, projectDir } from '../../build/packages/electron-builder.mjs';
import { checkPrograms, findPrograms, resourcesOf } from '../../build/packages/packed-programs.mjs';
import { installPackages } from './install-packages.mjs';
import { makeStandInElectron } from './stand-in-electron.mjs';

const names = { linux: Platform.LINUX, win32: Platform.WINDOWS, darwin: Platform.MAC };
const all = ['linux-x64', 'win32-x64', 'darwin-arm64'];
const work = join(projectDir, 'out', 'packages');

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
      electronVersion: '45.4.1',
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
  return resourcesOf(join(folder, 'dist', out[platform]), platform, config.productName);
}

/** The files that the packed app's own files lead to by their imports, as paths in the archive. */
async function neededFiles(folder, archived) {
  const app = archived.filter((path) => !path.startsWith('/node_modules/') && /\.c?js$/.test(path));
  const own = app.filter((path) => path.startsWith('/native/') || path.startsWith('/electron/'));
  for (const name of ['native', 'electron', 'renderer', 'resources'])
    rmSync(join(folder, name), { recursive: true, force: true });
  // The imports are followed from the sources, as they lie before anything is left out.
  cpSync(join(folder, 'out', 'app'), folder, {
    recursive: true,
    filter: (path) => !path.endsWith('package.json'),
  });
  const { fileList, warnings } = await nodeFileTrace(
    own.map((path) => join(folder, path)),
    { base: folder, ignore: ['node_modules/electron/**', 'build/**'] },
  );
  return {
    files: [...fileList].map((path) => `/${path.split('\\').join('/')}`),
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
function isLoaded(path, { platform, arch }) {
  if (!/\.([cm]?js|json|node|wasm)$/.test(path)) return false;
  const own = path.endsWith('.node') ? binaryTarget(path) : null;
  return own === null || (own.platform === platform && own.arch === arch && !path.includes('musl'));
}

async function checkFiles(folder, resources, target) {
  const archive = join(resources, 'app.asar');
  const archived = listPackage(archive).map((path) => path.split('\\').join('/'));
  const present = new Set(archived);
  const { files, unresolved } = await neededFiles(folder, archived);
  const missing = files.filter((path) => !present.has(path) && isLoaded(join(folder, path), target));
  const lost = unresolved.filter(mustResolve(folder, target));
  if (missing.length > 0 || lost.length > 0)
    throw new Error(
      `The package lacks ${missing.length} files that its imports lead to:\n${[...missing, ...lost].join('\n')}`,
    );
  return files.length;
}

/** Takes each native file away in turn: the check has to refuse the package. */
function checkTheCheck(resources, target) {
  const modules = join(resources, 'app.asar.unpacked', 'node_modules');
  const files = findPrograms(modules, target).map(([, file]) => file);
  for (const file of files) {
    const away = join(dirname(file), `away-${basename(file)}`);
    renameSync(file, away);
    try {
      checkPrograms(modules, target);
    } catch {
      renameSync(away, file);
      continue;
    }
    throw new Error(`The package is accepted without ${file}.`);
  }
  return files.length;
}

const chosen = process.argv.slice(2).filter((name) => all.includes(name));
await buildApp();
for (const name of chosen.length > 0 ? chosen : all) {
  const [platform, arch] = name.split('-');
  const folder = join(work, name);
  const resources = await pack(folder, platform, arch);
  const traced = await checkFiles(folder, resources, { platform, arch });
  const natives = checkTheCheck(resources, { platform, arch });
  process.stdout.write(
    `${name}: ${traced} files that imports lead to are packed; refused without any of ${natives} programs and libraries\n`,
  );
}

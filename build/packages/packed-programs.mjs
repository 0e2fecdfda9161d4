// What a package needs of native programs and libraries, and the check that it has them: electron-builder's afterPack.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Arch } from 'electron-builder';
import { binaryTarget } from './binary-target.mjs';

/** Whatever exports rely on (native/export/export-formats.ts, native/video). */
const neededEncoders = ['libx264', 'prores_ks', 'libvpx-vp9', 'mjpeg', 'png'];

/** ONNX Runtime's library, under the name by which its binding asks for it. */
const onnxRuntime = {
  linux: 'libonnxruntime.so.1',
  darwin: 'libonnxruntime.1.dylib',
  win32: 'onnxruntime.dll',
};

/** The libraries beside sharp's binding. */
const vipsFiles = {
  linux: { libvips: 'lib/libvips-cpp.so*' },
  darwin: { libvips: 'lib/libvips-cpp*.dylib' },
  win32: { libvips: 'lib/libvips-[0-9]*.dll', 'libvips for C++': 'lib/libvips-cpp*.dll' },
};

/** What has to be there in node_modules beside the archive: by its name, the patterns of which one has to match. */
function nativeFiles({ platform, arch }) {
  const program = platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';
  const runtime = `onnxruntime-node/bin/napi-v6/${platform}/${arch}`;
  const vips = `@img/sharp-${platform === 'win32' ? '' : 'libvips-'}${platform}-${arch}`;
  return {
    ffmpeg: [`ffmpeg-static/${program}`, `@ffmpeg-installer/${platform}-${arch}/${program}`],
    'better-sqlite3': [`better-sqlite3/prebuilds/${platform}-${arch}.node`],
    sharp: [`@img/sharp-${platform}-${arch}/lib/sharp-${platform}-${arch}*.node`],
    ...Object.fromEntries(
      Object.entries(vipsFiles[platform]).map(([name, file]) => [name, [`${vips}/${file}`]]),
    ),
    'ONNX Runtime’s binding': [`${runtime}/onnxruntime_binding.node`],
    'ONNX Runtime': [`${runtime}/${onnxRuntime[platform]}`],
    ...(platform === 'win32' ? { DirectML: [`${runtime}/DirectML.dll`] } : {}),
  };
}

/** The folder of the packed app's own files: `resources`, on macOS in the bundle. */
export const resourcesOf = (appFolder, platform, productName) =>
  platform === 'darwin'
    ? join(appFolder, `${productName}.app`, 'Contents', 'Resources')
    : join(appFolder, 'resources');

/** Names and paths of the native files in `modules`; throws a sentence that names what is missing. */
export const findPrograms = (modules, target) =>
  Object.entries(nativeFiles(target)).map(([name, patterns]) => {
    const [file] = patterns.flatMap((pattern) => globSync(pattern, { cwd: modules }));
    if (file === undefined)
      throw new Error(
        `The package for ${target.platform} ${target.arch} has no ${name}: none of ${patterns.join(', ')} lies in ${modules}.`,
      );
    return [name, join(modules, file)];
  });

/**
 * Checks that the native programs and libraries in `modules` (the package's node_modules outside of the archive) are there
 * and for this platform and processor; throws a sentence that names what is missing. Those of this machine are also tried.
 */
export function checkPrograms(modules, target) {
  const found = findPrograms(modules, target);
  for (const [name, file] of found) checkTarget(name, file, target);
  if (target.platform !== process.platform || target.arch !== process.arch) return;
  for (const [name, file] of found)
    if (name === 'ffmpeg') tryFfmpeg(file);
    else if (file.endsWith('.node')) tryLibrary(name, file);
}

function checkTarget(name, file, { platform, arch }) {
  const own = binaryTarget(file);
  if (own?.platform !== platform || own.arch !== arch)
    throw new Error(
      `The package for ${platform} ${arch} has a ${name} for ${own === null ? 'no system' : `${own.platform} ${own.arch}`}: ${file}.`,
    );
}

function tryFfmpeg(file) {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o111) === 0) chmodSync(file, 0o755);
  const encoders = run('ffmpeg', file, ['-hide_banner', '-encoders']);
  for (const encoder of neededEncoders)
    if (!new RegExp(` ${encoder} `).test(encoders))
      throw new Error(`The ffmpeg at ${file} has no ${encoder}.`);
}

/** In a process of its own, for a library that is broken may end it. Node-API libraries load in every Node. */
function tryLibrary(name, file) {
  run(name, process.execPath, ['-e', `process.dlopen({ exports: {} }, ${JSON.stringify(file)})`]);
}

function run(name, program, args) {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const lines = String(error.stderr || error.message)
      .trim()
      .split('\n');
    const reason = lines.find((line) => line.includes('Error')) ?? lines.at(-1);
    throw new Error(`The package’s ${name} does not work: ${reason}`, { cause: error });
  }
}

/** electron-builder's hook: refuses a package without what it needs. */
export function afterPack({ appOutDir, electronPlatformName: platform, arch, packager }) {
  const resources = resourcesOf(appOutDir, platform, packager.appInfo.productFilename);
  checkPrograms(join(resources, 'app.asar.unpacked', 'node_modules'), { platform, arch: Arch[arch] });
  for (const name of ['LICENSE.txt', 'THIRD-PARTY.txt'])
    if (!existsSync(join(resources, name))) throw new Error(`The package has no ${name} in ${resources}.`);
}

import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');
interface Target {
  readonly platform: string;
  readonly arch: string;
}
const load = (name: string) => import(pathToFileURL(join(root, 'build', name)).href) as Promise<never>;
const { binaryTarget } = (await load('packages/binary-target.mjs')) as {
  binaryTarget: (path: string) => Target | null;
};
const { checkPrograms, findPrograms } = (await load('packages/packed-programs.mjs')) as {
  checkPrograms: (modules: string, target: Target) => void;
  findPrograms: (modules: string, target: Target) => [string, string][];
};
const { packageOfInput, thirdPartyNotice } = (await load('third-party-notice.mjs')) as {
  packageOfInput: (input: string) => string | null;
  thirdPartyNotice: (root: string, bundled: string[]) => string;
};

const folder = mkdtempSync(join(tmpdir(), 'fodvid-packed-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const here = { platform: process.platform, arch: process.arch };

test('libraries of other systems are told apart by their first bytes', () => {
  const runtimes = join(modules, 'onnxruntime-node', 'bin', 'napi-v6');
  for (const [platform, arch] of [
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
    ['win32', 'arm64'],
    ['darwin', 'arm64'],
  ] as const)
    assert.deepEqual(binaryTarget(join(runtimes, platform, arch, 'onnxruntime_binding.node')), {
      platform,
      arch,
    });
  assert.equal(binaryTarget(import.meta.filename), null);
});

/** What a package has outside of its archive, made of this machine's own packages. */
function packedModules(): string {
  const packed = join(folder, 'node_modules');
  for (const [, file] of findPrograms(modules, here)) {
    const target = join(packed, file.slice(modules.length));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
  return packed;
}

test('a package is refused when one of its programs or libraries is missing, for another system, or does not work', () => {
  const packed = packedModules();
  checkPrograms(packed, here);
  for (const [name, file] of findPrograms(packed, here)) {
    const away = join(dirname(file), `away-${basename(file)}`);
    renameSync(file, away);
    assert.throws(() => checkPrograms(packed, here), new RegExp(`has no ${name}`), name);
    renameSync(away, file);
  }
  const [, sqlite] = findPrograms(packed, here).find(([name]) => name === 'better-sqlite3')!;
  cpSync(sqlite, `${sqlite}.own`);
  const other = here.platform === 'win32' ? 'linux-x64' : 'win32-x64';
  copyFileSync(join(modules, 'better-sqlite3', 'prebuilds', `${other}.node`), sqlite);
  assert.throws(() => checkPrograms(packed, here), /has a better-sqlite3 for/);
  renameSync(`${sqlite}.own`, sqlite);
  const [, ffmpeg] = findPrograms(packed, here).find(([name]) => name === 'ffmpeg')!;
  writeFileSync(ffmpeg, Buffer.concat([Buffer.from([0]), Buffer.alloc(100)]));
  assert.throws(() => checkPrograms(packed, here), /has a ffmpeg for no system/);
});

test('the notice has the licences of installed and bundled packages, and the offer of ffmpeg’s sources', () => {
  assert.equal(packageOfInput('node_modules/@mui/material/Box/Box.js'), '@mui/material');
  assert.equal(packageOfInput('node_modules/a/node_modules/b/index.js'), 'b');
  assert.equal(packageOfInput('renderer/main.tsx'), null);
  const notice = thirdPartyNotice(root, ['react']);
  for (const name of ['react', 'sharp', 'onnxruntime-node', 'better-sqlite3', '@img/sharp-libvips-linux-x64'])
    if (!name.startsWith('@img') || here.platform === 'linux')
      assert.match(notice, new RegExp(`^${name} \\d+\\.`, 'm'), name);
  assert.doesNotMatch(notice, /^eslint /m, 'what only developers use is not packed');
  assert.match(notice, /GPL, version 3[\s\S]*three years/);
  assert.match(notice, /Permission is hereby granted/);
});

import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join, matchesGlob } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Configuration } from 'electron-builder';

const root = join(import.meta.dirname, '..', '..');
const script = pathToFileURL(join(root, 'build', 'packages', 'electron-builder.mjs')).href;
// A variable, because TypeScript knows no types of the script.
const {
  default: config,
  packageConfig,
  projectDir,
} = (await import(script)) as {
  default: Configuration;
  packageConfig: (target: object) => Configuration;
  projectDir: string;
};
const { publisherPage, repositoryFields } = (await import(
  pathToFileURL(join(root, 'build', 'publisher.mjs')).href
)) as {
  publisherPage: (root: string, options: object) => string | null;
  repositoryFields: (root: string, options: object) => object;
};

/** electron-builder's own check of a configuration, which it makes before it packs. */
const { validateConfiguration } = createRequire(import.meta.url)(
  join(root, 'node_modules', 'app-builder-lib', 'out', 'util', 'config', 'config.js'),
) as { validateConfiguration: (config: unknown, logger: { isEnabled: boolean }) => Promise<void> };

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

test('electron-builder accepts the configuration, and no misspelt one', async () => {
  await validateConfiguration(config, { isEnabled: false });
  await assert.rejects(validateConfiguration({ ...config, asarUnpak: [] }, { isEnabled: false }));
  await assert.rejects(
    validateConfiguration({ ...config, electronFuses: { runAsNod: true } }, { isEnabled: false }),
  );
});

test('what the configuration names is there', () => {
  assert.equal(projectDir, root);
  const { mac, icon } = config;
  for (const path of [icon, mac?.entitlements, mac?.entitlementsInherit])
    assert.ok(existsSync(join(root, path!)), String(path));
});

test('the app tells Windows the name under which it is installed', () => {
  const studio = readFileSync(join(root, 'electron', 'studio.ts'), 'utf8');
  assert.equal(/appId = '([^']+)'/.exec(studio)?.[1], config.appId);
});

test('Electron is of the version that the lock file pins, in the range of the package', () => {
  const { version } = packages['node_modules/electron']!;
  const installed = JSON.parse(
    readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'),
  ) as { version: string };
  assert.equal(installed.version, version);
  const range = /^\^(\d+)\./.exec(packages['']!.devDependencies!['electron']!);
  assert.equal(version!.split('.')[0], range?.[1]);
});

test('every package that the app imports is packed with it', () => {
  const { dependencies, optionalDependencies } = packages['']!;
  const packed = new Set(['electron', ...Object.keys({ ...dependencies, ...optionalDependencies })]);
  for (const file of globSync('{native,electron}/**/*.ts', { cwd: root })) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, name] of source.matchAll(/(?:from |import\()'(@[^/']+\/[^/']+|[^@./'][^/']*)/g))
      assert.ok(packed.has(name!) || isBuiltin(name!), `${file} imports ${name!}`);
  }
});

test('every packed package with native programs or libraries lies outside of the archive', () => {
  const unpacked = config.asarUnpack as string[];
  const packed = Object.keys(packages).filter((path) => path !== '' && packages[path]!.dev !== true);
  const native = packed.filter(
    (path) =>
      globSync('**/*.{node,so,so.*,dylib,dll,exe}', {
        cwd: join(root, path),
        exclude: ['node_modules/**'],
      }).length > 0,
  );
  assert.ok(native.length > 0);
  for (const path of native)
    assert.ok(
      unpacked.some((glob) => matchesGlob(`/app/${path}/lib/x.node`, `/${glob}`)),
      path,
    );
});

test('every fuse of Electron is decided, and only that which the provider probe needs is open', async () => {
  const { FuseV1Options } = await import('@electron/fuses');
  const nameOf = (fuse: string) => fuse.charAt(0).toLowerCase() + fuse.slice(1);
  const known = Object.keys(FuseV1Options).filter((name) => !/^\d+$/.test(name));
  const fuses = config.electronFuses as Readonly<Record<string, boolean>>;
  const protects = /^(EnableCookieEncryption|EnableEmbeddedAsarIntegrityValidation|OnlyLoadAppFromAsar)$/;
  assert.deepEqual(
    Object.keys(fuses).filter((name) => !known.map(nameOf).includes(name)),
    ['resetAdHocDarwinSignature'],
  );
  for (const fuse of known)
    assert.equal(fuses[nameOf(fuse)], protects.test(fuse) || fuse === 'RunAsNode', fuse);
});

test('the deb target finds the page and the maintainer that it refuses to go without, or is left out', () => {
  const configOf = (page: string | null) => packageConfig({ platform: 'linux', arch: 'x64', root, page });
  const named = configOf('https://studio.example');
  assert.equal((named.extraMetadata as { homepage?: string }).homepage, 'https://studio.example');
  assert.ok(named.linux?.maintainer);
  assert.deepEqual([named.linux.target, configOf(null).linux?.target], [['AppImage', 'deb'], ['AppImage']]);
});

test('the publisher’s page is the one that is named, else that of the repository that was cloned, else none', () => {
  const page = (origin: string, env = {}) => publisherPage(root, { env, origin: () => origin });
  for (const origin of [
    'https://code.example/a/studio.git',
    'https://somebody:secret@code.example/a/studio',
    'git@code.example:a/studio.git',
    'ssh://git@code.example/a/studio.git',
  ])
    assert.equal(page(origin), 'https://code.example/a/studio', origin);
  for (const origin of ['', '/srv/studio.git', '../studio', 'file:///srv/studio'])
    assert.equal(page(origin), null, origin);
  assert.equal(page('', { FODVID_HOMEPAGE: 'https://studio.example' }), 'https://studio.example');
  assert.throws(() => page('', { FODVID_HOMEPAGE: 'studio.example' }), /has to be an https address/);
});

test('packages name the repository that was cloned and where its defects are told, or neither', () => {
  const fields = (origin: string) => repositoryFields(root, { origin: () => origin });
  assert.deepEqual(fields('git@code.example:a/studio.git'), {
    repository: { type: 'git', url: 'git+https://code.example/a/studio.git' },
    bugs: { url: 'https://code.example/a/studio/issues' },
  });
  assert.deepEqual(fields('/srv/studio.git'), {});
});

test('licences stay in the packages, other texts do not', () => {
  const leftOut = (config.files as (string | object)[])
    .filter((pattern) => typeof pattern === 'string')
    .filter((pattern) => pattern.endsWith('.{md,markdown}'))
    .map((pattern) => pattern.slice(1));
  assert.equal(leftOut.length, 1);
  const gone = (path: string) => matchesGlob(path, leftOut[0]!);
  for (const name of ['LICENSE.md', 'license.md', 'LICENCE-MIT.md', 'NOTICE.md', 'COPYING.md'])
    assert.ok(!gone(`node_modules/x/${name}`), name);
  for (const name of ['README.md', 'guide.markdown']) assert.ok(gone(`node_modules/x/${name}`), name);
});

test('one package for one system and processor: no list of processors that one machine cannot build', () => {
  for (const target of [config.win?.target, config.mac?.target, config.linux?.target].flat())
    assert.equal(typeof target, 'string');
});

test('a package knows an update feed only where an https address is given', async () => {
  assert.equal(config.publish, null);
  const withFeed = async (address: string) => {
    process.env['FODVID_UPDATE_URL'] = address;
    try {
      return (await import(`${script}?${address}`)) as { default: Configuration };
    } finally {
      delete process.env['FODVID_UPDATE_URL'];
    }
  };
  const url = 'https://updates.example/fodvid';
  const { publish, mac } = (await withFeed(url)).default;
  assert.deepEqual(publish, [{ provider: 'generic', url }]);
  // Squirrel takes updates from a zip file only.
  assert.ok((mac?.target as string[]).includes('zip'));
  await assert.rejects(withFeed('http://updates.example'), /has to be an https address/);
});

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Configuration } from 'electron-builder';

const root = join(import.meta.dirname, '..', '..');
const { default: config, projectDir } = (await import(
  // A variable, because TypeScript knows no types of the script.
  join(root, 'build', 'electron-builder.mjs')
)) as { default: Configuration; projectDir: string };

/** electron-builder's own check of a configuration, which it makes before it packs. */
const { validateConfiguration } = createRequire(import.meta.url)(
  join(root, 'node_modules', 'app-builder-lib', 'out', 'util', 'config', 'config.js'),
) as { validateConfiguration: (config: unknown, logger: { isEnabled: boolean }) => Promise<void> };

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

test('native packages lie outside of the archive', () => {
  const unpacked = config.asarUnpack as string[];
  for (const name of ['onnxruntime-node', 'better-sqlite3', 'sharp', '@img', 'ffmpeg-static'])
    assert.ok(unpacked.includes(`**/node_modules/${name}/**`), name);
});

test('fuses close what the app does not need, and no update is asked for unless an address is given', () => {
  assert.deepEqual(config.electronFuses, {
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  });
  assert.equal(config.publish, null);
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const script = join(import.meta.dirname, '..', '..', 'build', 'linux-sandbox.mjs');
const { missingSandbox } = (await import(pathToFileURL(script).href)) as {
  missingSandbox: (binary: string, platform: string, mayMakeNamespaces: () => boolean) => string | null;
};

test('npm start says how to get a sandbox, or do without, where Linux allows none', () => {
  const binary = join('/nowhere', 'electron');
  assert.match(
    missingSandbox(binary, 'linux', () => false) ?? '',
    /user namespaces.*\n.*chmod 4755[\s\S]*--no-sandbox/,
  );
  assert.equal(
    missingSandbox(binary, 'linux', () => true),
    null,
  );
  assert.equal(
    missingSandbox(binary, 'darwin', () => false),
    null,
  );
});

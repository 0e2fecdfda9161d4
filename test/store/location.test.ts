import assert from 'node:assert/strict';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { cacheLimitBytes, defaultCacheFolder } from '../../native/store/location.ts';

test('the cache lies where the platform keeps caches', () => {
  const home = homedir();
  assert.equal(defaultCacheFolder({}, 'linux'), join(home, '.cache', 'fodvid-studio'));
  assert.equal(defaultCacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux'), join('/x', 'fodvid-studio'));
  assert.equal(defaultCacheFolder({}, 'darwin'), join(home, 'Library', 'Caches', 'fodvid-studio'));
  assert.equal(defaultCacheFolder({ LOCALAPPDATA: '/local' }, 'win32'), join('/local', 'fodvid-studio'));
});

test('FODVID_CACHE comes before the platform’s place', () => {
  for (const platform of ['linux', 'darwin', 'win32'] as const)
    assert.equal(defaultCacheFolder({ FODVID_CACHE: '/mine', XDG_CACHE_HOME: '/x' }, platform), '/mine');
});

test('the limit is 20 GB unless the environment says otherwise', () => {
  assert.equal(cacheLimitBytes({}), 20e9);
  assert.equal(cacheLimitBytes({ FODVID_CACHE_LIMIT_GB: '0.5' }), 5e8);
  for (const text of ['0', '-1', 'lots', 'NaN'])
    assert.throws(() => cacheLimitBytes({ FODVID_CACHE_LIMIT_GB: text }), /FODVID_CACHE_LIMIT_GB/);
});

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { methods } from '../../native/api/contract.ts';
import { engineFolder, nextEvent, noSignal, openEngine } from '../support/test-engine.ts';

test('settings are remembered, unreadable parts fall back, and changes are told', async () => {
  const { options } = engineFolder();
  const engine = await openEngine(options);
  const told = nextEvent(engine, 'settings.changed');
  const set = await engine.handlers['settings.set'](
    { changes: { theme: 'dark', cacheLimitGb: 5, language: 'de' } },
    noSignal,
  );
  await told;
  methods['settings.set'].result.parse(set);
  const stored = JSON.parse(readFileSync(options.settingsFile, 'utf8')) as object;
  writeFileSync(options.settingsFile, JSON.stringify({ ...stored, language: 'tlh', unknown: 1 }));
  const again = await openEngine(options);
  const { theme, language, cacheLimitGb, outputDir } = await again.handlers['settings.get']({}, noSignal);
  assert.deepEqual([theme, language, cacheLimitGb], ['dark', 'en', 5]);
  assert.equal(outputDir, options.defaultOutputDir);
  const { limitBytes, folder } = await again.handlers['cache.stats']({}, noSignal);
  assert.deepEqual([limitBytes, folder], [5e9, options.cacheFolder]);
  writeFileSync(options.settingsFile, '{"theme": ');
  const notices: string[] = [];
  const damaged = await openEngine({ ...options, notify: (sentence) => notices.push(sentence) });
  assert.equal((await damaged.handlers['settings.get']({}, noSignal)).theme, 'system');
  assert.match(notices.join(), /settings.*cannot be read/);
});

test('from a browser neither results nor cache can be led out of the library', async () => {
  const { root, options } = engineFolder('browser');
  const { handlers } = await openEngine(options);
  for (const changes of [{ outputDir: join(root, 'elsewhere') }, { cacheDir: join(root, 'elsewhere') }])
    await assert.rejects(
      handlers['settings.set']({ changes }, noSignal),
      /outside|chosen when the server was started/,
    );
});

test('the library shows folders, frames folders and videos, and nothing beyond its walls', async () => {
  const { root, library, options } = engineFolder('browser');
  const { handlers } = await openEngine(options);
  mkdirSync(join(library, 'folder'));
  mkdirSync(join(library, 'frames'));
  writeFileSync(join(library, 'frames', '0.png'), '');
  for (const name of ['clip10.mp4', 'clip9.mp4', 'notes.txt', '.hidden.mp4'])
    writeFileSync(join(library, name), 'x');
  mkdirSync(join(root, 'secret'));
  symlinkSync(join(root, 'secret'), join(library, 'way-out'));
  const roots = await handlers['library.browse']({ path: null }, noSignal);
  assert.deepEqual(
    roots.entries.map(({ path }) => path),
    [library],
  );
  const listed = methods['library.browse'].result.parse(
    await handlers['library.browse']({ path: library }, noSignal),
  );
  assert.deepEqual(
    listed.entries.map(({ name, kind }) => `${name} ${kind}`),
    ['folder folder', 'clip9.mp4 video', 'clip10.mp4 video', 'frames frames'],
  );
  assert.equal(listed.parent, null);
  const inner = await handlers['library.browse']({ path: join(library, 'folder') }, noSignal);
  assert.equal(inner.parent, library);
  for (const path of [root, join(library, '..'), join(library, 'way-out'), '/', `${library}\0/..`])
    await assert.rejects(handlers['library.browse']({ path }, noSignal), /outside the library folders/, path);
});

test('models that are not here are missing, an unknown one is refused, a damaged import says why', async () => {
  const { root, options } = engineFolder();
  const { handlers } = await openEngine(options);
  const before = process.env['FODVID_MODELS'];
  process.env['FODVID_MODELS'] = join(root, 'models');
  try {
    const { folder, models } = methods['models.list'].result.parse(
      await handlers['models.list']({}, noSignal),
    );
    assert.equal(folder, join(root, 'models'));
    assert.ok(models.every(({ state, path }) => state === 'missing' && path === null));
    const dino = models.find(({ id }) => id === 'dino-vits16')!;
    assert.deepEqual([dino.canPull, dino.usedBy], [true, ['dino-vits16']]);
    await assert.rejects(handlers['models.pull']({ id: 'resnet' }, noSignal), /no model "resnet"/);
    const file = join(root, 'dino.pth');
    writeFileSync(file, 'no weights');
    await assert.rejects(handlers['models.import']({ id: 'dino-vits16', path: file }, noSignal), /dino\.pth/);
    const verified = await handlers['models.verify']({ id: 'arflow' }, noSignal);
    assert.deepEqual([verified.state, verified.note !== null], ['missing', true]);
  } finally {
    if (before === undefined) delete process.env['FODVID_MODELS'];
    else process.env['FODVID_MODELS'] = before;
  }
});

test('every method of the contract has a handler', async () => {
  const { options } = engineFolder();
  const { handlers } = await openEngine(options);
  assert.deepEqual(Object.keys(handlers).sort(), Object.keys(methods).sort());
  const { formats } = methods['export.formats'].result.parse(await handlers['export.formats']({}, noSignal));
  assert.ok(formats.some(({ id }) => basename(id) === 'prores4444'));
});

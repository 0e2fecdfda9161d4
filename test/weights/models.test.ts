import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import {
  importModel,
  listModels,
  type ModelOptions,
  pullModel,
  removeModel,
  requireModels,
  verifyModels,
} from '../../native/weights/library/models.ts';
import { type ModelEntry, parseRegistry } from '../../native/weights/library/registry.ts';
import { tinyDinoFile, writeTorchZip, counting, tensor } from './torch-writer.ts';
import { serveWeights, type ServerQuirks } from '../support/weights/weight-server.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const published = tinyDinoFile();
const other = tinyDinoFile(5);
const sha256 = createHash('sha256').update(published).digest('hex');
const blobId = createHash('sha1').update(`blob ${published.length}\0`).update(published).digest('hex');

const base = {
  name: 'A tiny DINO',
  family: 'dino',
  structure: { patchPx: 2, dim: 4, depth: 1 },
  licence: 'MIT',
  sourcePage: 'https://weights.invalid/page',
  paper: 'None',
  urls: [],
  approximateBytes: published.length,
};
const registry = parseRegistry({
  models: [
    {
      ...base,
      id: 'pinned',
      file: 'pinned.pth',
      digest: { kind: 'pin-on-first-use', sha256Start: sha256.slice(0, 8) },
    },
    { ...base, id: 'hashed', file: 'hashed.pth', digest: { kind: 'sha256', value: sha256 } },
    { ...base, id: 'blob', file: 'blob.tar', digest: { kind: 'git-blob-sha1', value: blobId } },
    {
      ...base,
      id: 'larger',
      file: 'larger.pth',
      structure: { ...base.structure, depth: 2 },
      urls: ['https://weights.invalid/larger.pth'],
      digest: { kind: 'pin-on-first-use' },
    },
  ],
});

const folders = temporaryFolderOfFile();
const newFolder = () => mkdtemp(join(folders, 'models-'));
const noRetry = { pauseMs: 1, attempts: 1 };

/** A model folder and a mirror that serves `content` for every model. */
async function withMirror(
  content: Buffer,
  work: (options: ModelOptions & { folder: string }) => Promise<void>,
  quirks: ServerQuirks = {},
): Promise<void> {
  const server = await serveWeights(
    Object.fromEntries(registry.map(({ id, file }) => [`/${id}/${file}`, content])),
    quirks,
  );
  try {
    await work({
      folder: await newFolder(),
      registry,
      env: { FODVID_MODEL_MIRROR: server.url },
      retry: noRetry,
    });
  } finally {
    await server.close();
  }
}

const offline = async (): Promise<ModelOptions & { folder: string }> => ({
  folder: await newFolder(),
  registry,
  env: {},
  retry: noRetry,
});

async function fileOf(content: Buffer, name: string): Promise<string> {
  const path = join(await newFolder(), name);
  await writeFile(path, content);
  return path;
}

const refuses = (work: Promise<unknown>, message: RegExp) =>
  assert.rejects(work, (error) => error instanceof FodvidError && message.test(error.withAdvice));

test('pull downloads, verifies, pins and lists; a second pull fetches nothing', () =>
  withMirror(published, async (options) => {
    for (const [id, trust] of [
      ['hashed', 'published'],
      ['blob', 'published'],
      ['pinned', 'first-use'],
    ] as const) {
      const model = await pullModel(id, silentContext, options);
      assert.deepEqual([model.trust, model.sha256, model.sizeBytes], [trust, sha256, published.length]);
      assert.ok((await readFile(model.path)).equals(published));
    }
    assert.deepEqual(
      (await listModels(options)).map(({ state }) => state),
      ['present', 'present', 'present', 'absent'],
    );
    const again = await pullModel('hashed', silentContext, { ...options, env: {} });
    assert.equal(again.trust, 'pinned');
  }));

test('a pull that is cut off at random bytes 20 times ends in a verified file', () => {
  let cuts = 0;
  const cut = (_: number, length: number) =>
    cuts++ < 20 ? 1 + Math.floor(Math.random() * (length / 8)) : null;
  const work = async (options: ModelOptions) => {
    assert.equal((await pullModel('hashed', silentContext, options)).trust, 'published');
    assert.equal(cuts, 21);
  };
  return withMirror(published, work, { cut });
});

test('a download of another digest is set aside, and the model stays absent', () =>
  withMirror(other, async (options) => {
    for (const id of ['hashed', 'blob'])
      await refuses(
        pullModel(id, silentContext, options),
        /not the right one: its digest is .* was expected.*\.rejected/,
      );
    assert.deepEqual(
      (await listModels(options)).map(({ state }) => state),
      ['absent', 'absent', 'absent', 'absent'],
    );
    assert.ok(existsSync(join(options.folder, 'hashed', 'hashed.pth.rejected')));
  }));

test('a web page, a truncated file and another network in place of the weights are set aside', async () => {
  const wrongs: readonly (readonly [Buffer, RegExp])[] = [
    [Buffer.from('<!DOCTYPE html><html></html>'), /pinned\.pth is a web page/],
    [published.subarray(0, 2000), /pinned\.pth ends too early/],
    [
      writeTorchZip(new Map([['w', tensor(counting('0', 2), [2])]]), [counting('0', 2)]),
      /pinned\.pth holds none of the networks/,
    ],
  ];
  for (const [content, message] of wrongs)
    await withMirror(content, (options) => refuses(pullModel('pinned', silentContext, options), message));
});

test('a pinned model that changes on the server is refused; removing it takes the pin back', () =>
  withMirror(other, async (options) => {
    await importModel(await fileOf(published, 'pinned.pth'), silentContext, { ...options, as: 'pinned' });
    await writeFile(join(options.folder, 'pinned', 'pinned.pth'), 'short');
    await refuses(pullModel('pinned', silentContext, options), /cannot be used/);
    assert.equal(await removeModel('pinned', options), true);
    assert.equal((await pullModel('pinned', silentContext, options)).trust, 'first-use');
    assert.equal(await removeModel('hashed', options), false);
  }));

test('a model without an address says how to get it by hand', async () => {
  await refuses(
    pullModel('pinned', silentContext, await offline()),
    /download pinned\.pth from the links on https:\/\/weights\.invalid\/page, then import it\. .*"fodvid models import pinned\.pth --as pinned"/,
  );
});

test('a mirror that lacks the file is passed over with a remark', async () => {
  const server = await serveWeights({});
  const notes: (string | undefined)[] = [];
  const context = {
    ...silentContext,
    progress: { report: (_: number, __: number, note?: string) => void notes.push(note) },
  };
  const options = {
    folder: await newFolder(),
    registry,
    env: { FODVID_MODEL_MIRROR: `${server.url}/` },
    retry: noRetry,
  };
  await refuses(
    pullModel('larger', context, options),
    /weights\.invalid\/larger\.pth could not be downloaded.*models import larger\.pth --as larger/,
  );
  assert.match(notes[0] ?? '', /HTTP 404.*Trying https:\/\/weights\.invalid\/larger\.pth/);
  await server.close();
});

test('import tells the model by digest, by name or by structure', async () => {
  assert.equal(
    (await importModel(await fileOf(published, 'any-name.bin'), silentContext, await offline())).id,
    'hashed',
  );
  assert.equal(
    (await importModel(await fileOf(other, 'pinned.pth'), silentContext, await offline())).id,
    'pinned',
  );
  await refuses(
    importModel(await fileOf(other, 'any-name.bin'), silentContext, await offline()),
    /fits pinned and hashed and blob; say which it is\..*--as/,
  );
});

test('import refuses a wrong network, a wrong digest, and what is no weight file', async () => {
  const options = await offline();
  const file = await fileOf(other, 'x.pth');
  await refuses(
    importModel(file, silentContext, { ...options, as: 'larger' }),
    /is not larger: it holds a network of the family dino \(patchPx 2, dim 4, depth 1\)/,
  );
  await refuses(importModel(file, silentContext, { ...options, as: 'hashed' }), /was not imported/);
  await refuses(
    importModel(await fileOf(Buffer.from('<html>'), 'x.pth'), silentContext, options),
    /web page/,
  );
  await refuses(importModel('/nowhere.pth', silentContext, options), /no such file/);
  await refuses(importModel(file, silentContext, { ...options, as: 'unknown' }), /no model "unknown"/);
  assert.equal(
    (await importModel(file, silentContext, { ...options, as: 'hashed', trust: true })).trust,
    'told',
  );
});

test("a published file's name that starts with its digest is said to match, or not", async () => {
  const hint = async (content: Buffer) =>
    (
      await importModel(await fileOf(content, 'pinned.pth'), silentContext, {
        ...(await offline()),
        as: 'pinned',
      })
    ).hint;
  assert.match((await hint(published)) ?? '', /as the published file's name says/);
  assert.match((await hint(other)) ?? '', /where the published file's name says/);
});

test('verify finds changed, unpinned and missing files', async () => {
  const options = await offline();
  const { path } = await importModel(await fileOf(published, 'a.pth'), silentContext, {
    ...options,
    as: 'hashed',
  });
  await importModel(await fileOf(published, 'a.pth'), silentContext, { ...options, as: 'blob' });
  const outcomes = async (...ids: string[]) =>
    (await verifyModels(ids, silentContext, options)).map(({ id, outcome }) => `${id} ${outcome}`);
  assert.deepEqual(await outcomes(), ['hashed verified', 'blob verified']);
  await appendFile(path, 'x');
  assert.deepEqual(await outcomes(), ['hashed wrong', 'blob verified']);
  await writeFile(join(options.folder, 'pins.json'), '{"version":1,"pins":{}}');
  assert.deepEqual(await outcomes('blob', 'larger'), ['blob pinned', 'larger missing']);
});

test('a damaged pins file is an error that names it', async () => {
  const options = await offline();
  await importModel(await fileOf(published, 'a.pth'), silentContext, { ...options, as: 'hashed' });
  await writeFile(join(options.folder, 'pins.json'), '{');
  await refuses(requireModels(['hashed'], silentContext, options), /pins\.json is damaged: remove it/);
});

test('missing weights are all named, with both ways to get them', async () => {
  const options = await offline();
  await importModel(await fileOf(published, 'a.pth'), silentContext, { ...options, as: 'hashed' });
  const missing = requireModels(['hashed', 'larger', 'pinned'], silentContext, options);
  await assert.rejects(missing, (error) => {
    assert.ok(error instanceof FodvidError && error.kind === 'failed');
    assert.deepEqual(error.origin.words?.values['models'], 'larger, pinned');
    assert.doesNotMatch(error.message, /fodvid models/);
    assert.match(
      error.origin.advice ?? '',
      /"fodvid models pull larger".*"fodvid models import larger\.pth --as larger"/,
    );
    assert.match(
      error.message,
      /larger: larger\.pth.*download larger\.pth from https:\/\/weights\.invalid\/larger\.pth, then import it/,
    );
    assert.match(error.message, /pinned: pinned\.pth.*links on https:\/\/weights\.invalid\/page/);
    assert.doesNotMatch(error.message, /hashed\.pth/);
    return true;
  });
  assert.equal((await requireModels(['hashed'], silentContext, options)).get('hashed')?.sha256, sha256);
});

test('a file that the user laid into the folder is checked and pinned on its first use', async () => {
  const options = await offline();
  const { path } = await importModel(await fileOf(published, 'a.pth'), silentContext, {
    ...options,
    as: 'pinned',
  });
  await writeFile(join(options.folder, 'pins.json'), '{"version":1,"pins":{}}');
  assert.equal((await requireModels(['pinned'], silentContext, options)).get('pinned')?.path, path);
  assert.match(await readFile(join(options.folder, 'pins.json'), 'utf8'), new RegExp(sha256));
});

test('two pulls of one model at once: one goes on, the other says so', () =>
  withMirror(published, async (options) => {
    const results = await Promise.allSettled([
      pullModel('hashed', silentContext, options),
      pullModel('hashed', silentContext, options),
    ]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const model: readonly ModelEntry[] = registry.filter(({ id }) => id === 'hashed');
    assert.equal(
      (
        await verifyModels(
          model.map(({ id }) => id),
          silentContext,
          options,
        )
      )[0]?.outcome,
      'verified',
    );
  }));

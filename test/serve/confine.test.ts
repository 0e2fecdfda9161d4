import { exportOf } from '../../native/api/exports.ts';
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';
import { methods } from '../../native/api/contract.ts';
import type { MethodName } from '../../native/api/contract.ts';
import { pathArguments } from '../../native/api/path-arguments.ts';
import { liesWithin } from '../../native/base/lies-within.ts';
import { tinyConfig } from '../support/test-engine.ts';
import { ask, bearer, nextMessage, openSocket, startServed } from '../support/served.ts';

const served = await startServed();
const { root, library, outputDir, port, lines } = served;
const secret = join(root, 'secret.txt');

mkdirSync(join(library, 'frames'));
writeFileSync(join(library, 'frames', '0.png'), '');
symlinkSync(root, join(library, 'link'));
symlinkSync(secret, join(library, 'clip.mp4'));
symlinkSync(join(root, 'new.csv'), join(outputDir, 'dangling.csv'));
mkdirSync(join(library, 'mixed'));
symlinkSync(secret, join(library, 'mixed', '0.png'));
mkdirSync(join(root, 'library-2'));

/** Ways out of the library that a message could spell. */
const outside = [
  '/etc/passwd',
  secret,
  root,
  join(root, 'library-2'),
  `${library}/../secret.txt`,
  `${library}/frames/../../secret.txt`,
  `${library}/missing/../../secret.txt`,
  `${library}/missing/../../new/secret.txt`,
  join(library, 'link', 'secret.txt'),
  join(library, 'link', 'new', 'file.mp4'),
  join(library, 'clip.mp4'),
  `${library}\0/frames`,
  'frames',
  '.',
  `//${library}/../secret.txt`,
  'C:\\Windows',
];

for (const path of outside)
  test(`${JSON.stringify(path.replaceAll(root, ''))} does not lie in the library`, async () => {
    assert.equal(await liesWithin(path, [library]), false);
  });

test('what is in the library lies in it, also where it does not exist yet', async () => {
  for (const path of ['', 'frames', 'frames/0.png', 'new', 'new/deep/file.mp4', '..name'])
    assert.equal(await liesWithin(join(library, path), [library]), true, path);
});

const socket = (await openSocket(port))!;
let nextId = 0;
async function call(method: MethodName, params: object): Promise<{ kind: string; message: string } | null> {
  const answer = nextMessage(socket);
  socket.send(JSON.stringify({ id: nextId++, method, params }));
  return ((await answer) as { error?: { kind: string; message: string } }).error ?? null;
}

/** The queue of several computers with a wrong address, so that nothing else is wrong with it. */
const joining = (part: object) => ({
  queue: {
    url: 'http://none',
    caFile: null,
    folders: [{ shared: '/mnt/clips', local: join(library, 'frames') }],
    ...part,
  },
  password: null,
});

test('the queue’s name of a shared folder is no path of this machine', async () => {
  assert.match((await call('computers.connect', joining({})))?.message ?? '', /address/);
});

/** Every call with a path, at the place of its paths. */
const pathCalls: readonly [MethodName, (path: string) => object][] = [
  ['queue.preflight', (path) => ({ paths: [join(library, 'frames'), path], config: tinyConfig })],
  ['queue.add', (path) => ({ paths: [path], config: tinyConfig, outDir: null })],
  ['queue.add', (path) => ({ paths: [join(library, 'frames')], config: tinyConfig, outDir: path })],
  ['library.browse', (path) => ({ path })],
  ['models.import', (path) => ({ id: null, path })],
  ['runs.setTruth', (path) => ({ runId: 1, dir: path })],
  ['metrics.export', (path) => ({ runIds: [1], format: 'csv', path })],
  ['export.run', (path) => ({ runId: 1, outDir: path, request: exportOf(['matte-png']) })],
  ['export.estimate', (path) => ({ runId: 1, outDir: path, request: exportOf(['matte-png']) })],
  ['settings.set', (path) => ({ changes: { outputDir: path } })],
  ['settings.set', (path) => ({ changes: { cacheDir: path } })],
  ['settings.set', (path) => ({ changes: { truthRoots: [path] } })],
  ['computers.connect', (path) => joining({ folders: [{ shared: '/mnt/clips', local: path }] })],
  ['computers.connect', (path) => joining({ caFile: path })],
];
for (const [method, params] of pathCalls)
  test(`${method} refuses ${Object.keys(params('')).join(', ')} outside of the folders`, async () => {
    for (const path of outside) {
      const before = lines.length;
      const error = await call(method, params(path));
      assert.ok(error !== null, path);
      assert.equal(error.kind, 'usage');
      assert.ok(lines.length > before || lines.length >= 20, 'it is logged');
    }
  });

test('places to write to are in the output folder only, and no dangling link is followed', async () => {
  const paths = [join(library, 'masks.csv'), join(outputDir, 'dangling.csv')];
  for (const path of paths)
    assert.equal((await call('metrics.export', { runIds: [1], format: 'csv', path }))?.kind, 'usage');
});

test('a folder that holds a link out of the library is refused', async () => {
  const params = { paths: [join(library, 'mixed')], config: tinyConfig, outDir: null };
  assert.match((await call('queue.add', params))?.message ?? '', /library/);
  socket.close();
});

test('every path in the contract is found by its schema', () => {
  const fields = new Set(
    Object.entries(methods).flatMap(([name, { params }]) =>
      pathArguments(params, sampleOf(params)).map(({ field }) => `${name}: ${field.join('.')}`),
    ),
  );
  const known = pathCalls.map(([name, params]) => {
    const [argument] = pathArguments(methods[name].params, params('/marked')).filter(
      ({ path }) => path === '/marked',
    );
    return `${name}: ${argument!.field.join('.')}`;
  });
  assert.deepEqual([...fields].sort(), [...new Set(known)].sort());
});

/** A value of the schema's shape with a path wherever text may be. */
function sampleOf(schema: z.ZodType): unknown {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return sampleOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray) return [sampleOf(schema.element as z.ZodType)];
  if (schema instanceof z.ZodString) return '/sample';
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape as Record<string, z.ZodType>).map(([name, inner]) => [
        name,
        sampleOf(inner),
      ]),
    );
  return null;
}

const traversals = [
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..%5csecret.txt',
  '/chunks/../../secret.txt',
  '/chunks/%252e%252e/secret.txt',
  '/%00',
  '/media/../../secret.txt',
  '/media/%2e%2e%2f%2e%2e%2fsecret.txt',
  '/media/runs/1/../../../secret.txt',
  `/media/${encodeURIComponent(secret)}`,
  `//etc/passwd`,
  `http://127.0.0.1/secret.txt`,
  '/.built-from',
];
for (const path of traversals)
  test(`the address ${path.includes('%2F') ? '/media/<encoded path>' : path} leads nowhere`, async () => {
    const { status, text } = await ask(port, { path, headers: bearer });
    assert.ok(status === 404 || status === 400, String(status));
    assert.ok(!text.includes('secret'));
  });

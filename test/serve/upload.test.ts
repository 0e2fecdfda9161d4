import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { mostFolderFiles, uploadedFile } from '../../native/api/upload.ts';
import { uploadName } from '../../native/serve/receive-upload.ts';
import { ask, bearer, startServed } from '../support/served.ts';

const { port, library, root } = await startServed();
const put = (name: string, body: string | Uint8Array, headers: Record<string, string> = {}) =>
  ask(port, { method: 'PUT', path: `/upload/${name}`, headers: { ...bearer, ...headers } }, body);

test('a file comes into the library under its name, and a second one beside it', async () => {
  const sent = [await put('caf%C3%A9%20one.mp4', 'first'), await put('caf%C3%A9%20one.mp4', 'second')];
  const files = sent.map(({ status, text }) => {
    assert.equal(status, 201);
    return uploadedFile.parse(JSON.parse(text));
  });
  assert.deepEqual(
    files.map(({ path, sizeBytes }) => [path, sizeBytes]),
    [
      [join(library, 'café one.mp4'), 5],
      [join(library, 'café one (2).mp4'), 6],
    ],
  );
  assert.deepEqual(
    files.map(({ path }) => readFileSync(path, 'utf8')),
    ['first', 'second'],
  );
});

test('a link of that name is neither followed nor replaced', async () => {
  const target = join(root, 'target.mp4');
  writeFileSync(target, 'kept');
  symlinkSync(target, join(library, 'linked.mp4'));
  const { text } = await put('linked.mp4', 'new');
  assert.equal(uploadedFile.parse(JSON.parse(text)).path, join(library, 'linked (2).mp4'));
  assert.equal(readFileSync(target, 'utf8'), 'kept');
});

const badNames = [
  '..%2Fa.mp4',
  '..%5Ca.mp4',
  '%2Fetc%2Fa.mp4',
  '.hidden.mp4',
  '..mp4',
  'a%00.mp4',
  'a%0A.mp4',
  'con.mp4',
  'LPT1.mp4',
  'a.mp4%20',
  'a%E2%80%AE4pm.mp4',
  'C%3Aa.mp4',
  'a.sh',
  'a.mp4.exe',
  'a.html',
  'mp4',
  '',
  '%',
  '%FF.mp4',
  `${'a'.repeat(300)}.mp4`,
];
test('names that lead elsewhere, or that no system should have, are refused before anything is written', async () => {
  const before = readdirSync(library);
  for (const name of badNames) {
    const { status, text } = await put(name, 'x');
    assert.equal(status, 400, name);
    assert.equal((JSON.parse(text) as { error: { kind: string } }).error.kind, 'usage');
  }
  for (const name of ['../a.mp4', 'b/a.mp4']) {
    const { status } = await put(name, 'x');
    assert.ok(status >= 400, name);
  }
  assert.deepEqual(readdirSync(library), before);
  assert.equal(uploadName('a%20(1).MP4'), 'a (1).MP4');
});

/** Sends a body and does not end it: the answer comes while the server could still expect more. */
function putOpen(
  headers: Record<string, string>,
  body: Uint8Array,
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>();
  const path = '/upload/large.mp4';
  const sent = request(
    { host: '127.0.0.1', port, agent: false, method: 'PUT', path, headers: { ...bearer, ...headers } },
    (response) => {
      text(response).then((answer) => {
        sent.destroy();
        resolve({ status: response.statusCode ?? 0, text: answer });
      }, reject);
    },
  );
  sent.on('error', reject);
  if (body.length === 0) sent.flushHeaders();
  else sent.write(body);
  return promise;
}

test('a file beyond the limit is refused, announced or not, and nothing is left of it', async () => {
  const before = readdirSync(library);
  const announced = await putOpen({ 'content-length': '1000001' }, new Uint8Array(0));
  assert.ok(announced.status >= 400);
  assert.match(announced.text, /too large/);
  const chunked = await putOpen({ 'transfer-encoding': 'chunked' }, new Uint8Array(1_000_001));
  assert.ok(chunked.status >= 400);
  assert.match(chunked.text, /too large/);
  assert.deepEqual(readdirSync(library), before);
});

test('nothing is left of a file whose sending breaks off', async () => {
  const before = readdirSync(library);
  await new Promise<void>((resolve) => {
    const sent = request({
      host: '127.0.0.1',
      port,
      method: 'PUT',
      path: '/upload/broken.mp4',
      headers: { ...bearer, 'content-length': '1000' },
    });
    sent.on('error', () => resolve());
    sent.write('some', () => setTimeout(() => sent.destroy(), 50));
  });
  const deadline = Date.now() + 5_000;
  while (readdirSync(library).length !== before.length && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(readdirSync(library), before);
});

/** A folder as a browser sends it. */
function folderBody(
  files: readonly (readonly [name: string, content: string])[],
  claimedBytes?: number,
): Buffer {
  const list = files.map(([name, content]) => ({ name, sizeBytes: claimedBytes ?? content.length }));
  const json = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...files.map(([, content]) => Buffer.from(content))]);
}
const putFolder = (name: string, body: Buffer) =>
  ask(port, { method: 'PUT', path: `/upload-folder/${name}`, headers: bearer }, body);
const sentence = (text: string) => (JSON.parse(text) as { error: { message: string } }).error.message;

test('a folder of frames comes into the library as a whole, and a second one beside it', async () => {
  const body = folderBody([
    ['1.png', 'first'],
    ['2.PNG', ''],
    ['bild ä.jpg', 'third'],
  ]);
  for (const name of ['take one', 'take one (2)']) {
    const { status, text } = await putFolder('take%20one', body);
    assert.equal(status, 201, text);
    const { path, sizeBytes } = uploadedFile.parse(JSON.parse(text));
    assert.deepEqual([path, sizeBytes], [join(library, name), 10]);
    assert.deepEqual(readdirSync(path).sort(), ['1.png', '2.PNG', 'bild ä.jpg']);
    assert.equal(readFileSync(join(path, '1.png'), 'utf8'), 'first');
  }
});

test('a folder never takes the place of a link, and leaves what the link leads to', async () => {
  const target = join(root, 'elsewhere');
  mkdirSync(target);
  symlinkSync(target, join(library, 'link'));
  const { text } = await putFolder('link', folderBody([['1.png', 'x']]));
  assert.equal(uploadedFile.parse(JSON.parse(text)).path, join(library, 'link (2)'));
  assert.deepEqual(readdirSync(target), []);
});

test('folders whose name or files lead elsewhere, or are no pictures, are refused, and nothing is left of them', async () => {
  const before = readdirSync(library);
  const one = folderBody([['1.png', 'x']]);
  for (const name of ['..', '%2E%2E', 'a%2Fb', '..%5Ca', '.hidden', 'con', '', 'a%00', 'a/b'])
    assert.ok((await putFolder(name, one)).status >= 400, name);
  for (const name of [
    '../1.png',
    '..\\1.png',
    'a/1.png',
    '.1.png',
    'run.sh',
    'clip.mp4',
    'nul.png',
    'a\0.png',
  ])
    assert.equal((await putFolder('frames', folderBody([[name, 'x']]))).status, 400, name);
  const twice = await putFolder(
    'frames',
    folderBody([
      ['A.png', 'x'],
      ['a.PNG', 'y'],
    ]),
  );
  assert.match(sentence(twice.text), /same name/);
  assert.deepEqual(readdirSync(library), before);
});

test('a folder that is too large, has too many files, no list, or breaks off is refused, and nothing is left of it', async () => {
  const before = readdirSync(library);
  const large = await putFolder('large', folderBody([['1.png', 'x']], 2_000_000));
  assert.match(sentence(large.text), /too large/);
  const many = Array.from({ length: mostFolderFiles + 1 }, (_, i) => [`${i}.png`, ''] as const);
  assert.match(sentence((await putFolder('many', folderBody(many))).text), /at most 20000 frames/);
  for (const body of [
    Buffer.from('no list'),
    Buffer.from([0, 0, 0, 2, 123, 125]),
    Buffer.from([255, 255, 255, 255]),
  ])
    assert.ok([400, 500].includes((await putFolder('none', body)).status));
  const short = await putFolder('short', folderBody([['1.png', 'x']], 5));
  assert.match(sentence(short.text), /was interrupted/);
  const { status } = await ask(
    port,
    { method: 'PUT', path: '/upload-folder/a' },
    folderBody([['1.png', 'x']]),
  );
  assert.ok(status === 401 || status === 403);
  assert.deepEqual(readdirSync(library), before);
});

test('what was uploaded can be taken away again, and nothing else', async () => {
  const remove = (name: string, headers: Record<string, string> = bearer) =>
    ask(port, { method: 'DELETE', path: `/upload/${encodeURIComponent(name)}`, headers });
  const before = readdirSync(library);
  writeFileSync(join(library, 'own.mp4'), 'own');
  await put('sent.mp4', 'x');
  await putFolder('sent', folderBody([['1.png', 'x']]));
  assert.ok([401, 403].includes((await remove('sent.mp4', {})).status));
  for (const name of ['own.mp4', '../secret.txt', '', '.', 'gone.mp4'])
    assert.ok([400, 404].includes((await remove(name)).status), name);
  assert.deepEqual(readdirSync(library).sort(), [...before, 'own.mp4', 'sent', 'sent.mp4'].sort());
  for (const name of ['sent.mp4', 'sent']) assert.equal((await remove(name)).status, 200);
  assert.equal((await remove('sent.mp4')).status, 404);
  assert.deepEqual(readdirSync(library).sort(), [...before, 'own.mp4'].sort());
});

test('without the token nothing is taken', async () => {
  const before = readdirSync(library);
  const { status } = await ask(port, { method: 'PUT', path: '/upload/a.mp4' }, 'x');
  assert.ok(status === 401 || status === 403);
  assert.deepEqual(readdirSync(library), before);
});

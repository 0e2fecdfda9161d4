import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitParts } from '../../native/video/split-parts.ts';

const parts = ['first', '\r\n\r\ncontent-length: 3\r\n\r\n', ''];
const stream = Buffer.from(
  parts.map((part) => `--x\r\nContent-type: a\r\nContent-length: ${part.length}\r\n\r\n${part}\r\n`).join(''),
);

async function split(bytes: Uint8Array, chunkBytes: number): Promise<string[]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      await Promise.resolve();
      yield bytes.subarray(at, at + chunkBytes);
    }
  }
  const found: string[] = [];
  for await (const part of splitParts(chunks())) found.push(Buffer.from(part).toString());
  return found;
}

test('parts are found by the lengths that they tell, however the stream is cut', async () => {
  for (const chunkBytes of [1, 2, 7, 50, stream.length])
    assert.deepEqual(await split(stream, chunkBytes), parts, `chunks of ${chunkBytes}`);
});

test('an incomplete last part is dropped, a header without a length is a failure', async () => {
  const short = stream.subarray(0, stream.indexOf('first') + 3);
  assert.deepEqual(await split(short, 4), []);
  await assert.rejects(split(Buffer.from('--x\r\nContent-type: a\r\n\r\nfirst'), 4), /without a length/);
  await assert.rejects(split(Buffer.alloc(2000), 100), /without a length/);
});

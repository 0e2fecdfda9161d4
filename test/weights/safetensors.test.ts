import assert from 'node:assert/strict';
import { mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { memorySource } from '../../native/weights/formats/byte-source.ts';
import {
  parseSafetensors,
  readSafetensors,
  readSafetensorsFile,
  toFloat32,
  writeSafetensors,
} from '../../native/weights/formats/safetensors.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const folders = temporaryFolderOfFile();
const folder = () => mkdtemp(join(folders, 'safetensors-'));

/** A file of `header` (text as it is) and `payloadBytes` zeros. */
function fileOf(header: string, payloadBytes: number): Uint8Array {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(payloadBytes)]);
}

const parse = (bytes: Uint8Array) => parseSafetensors(memorySource('x.safetensors', bytes));

const entry = (shape: string, offsets: string, dtype = 'F32') =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

const refuses = (bytes: Uint8Array, message: RegExp) =>
  assert.rejects(parse(bytes), (error) => error instanceof FodvidError && message.test(error.message));

test('what is written is read back, whatever the types, shapes and order', async () => {
  const path = join(await folder(), 'a.safetensors');
  await writeSafetensors(
    path,
    {
      odd: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 3) },
      plane: { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -2, 3.5, 0) },
      half: { dtype: 'F16', shape: [3], data: Uint16Array.of(0x3c00, 0xc000, 0x0001) },
      brain: { dtype: 'BF16', shape: [2], data: Uint16Array.of(0x3f80, 0xbfc0) },
      index: { dtype: 'I64', shape: [1], data: BigInt64Array.of(-7n) },
      scalar: { dtype: 'F64', shape: [], data: Float64Array.of(0.25) },
      none: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
    },
    { note: 'grüße' },
  );
  const { tensors, metadata } = await readSafetensorsFile(path);
  const values = Object.fromEntries([...tensors].map(([name, tensor]) => [name, [...toFloat32(tensor)]]));
  assert.deepEqual(values, {
    odd: [1, 2, 3],
    plane: [1, -2, 3.5, 0],
    half: [1, -2, 2 ** -24],
    brain: [1, -1.5],
    index: [-7],
    scalar: [0.25],
    none: [],
  });
  assert.deepEqual(tensors.get('plane')?.shape, [2, 2]);
  assert.equal(metadata.get('note'), 'grüße');
});

test('float32 tensors are views: reading them copies nothing', async () => {
  const path = join(await folder(), 'a.safetensors');
  await writeSafetensors(path, { a: { dtype: 'F32', shape: [4], data: Float32Array.of(1, 2, 3, 4) } });
  const tensor = (await readSafetensors(path)).get('a')!;
  assert.equal(toFloat32(tensor).buffer, tensor.bytes.buffer);
});

test('a file of 200 MB is read, whose offsets have a product beyond exact numbers', async () => {
  const half = 100_000_000;
  const header = `{"a":${entry(`[${half}]`, `[0,${half}]`, 'U8')},"b":${entry(`[${half}]`, `[${half},${2 * half}]`, 'U8')}}`;
  const head = fileOf(header, 0);
  const large = {
    name: 'large.safetensors',
    sizeBytes: head.length + 2 * half,
    read: (offset: number, length: number) =>
      Promise.resolve(
        offset === head.length
          ? new Uint8Array(length)
          : new Uint8Array(head.subarray(offset, offset + length)),
      ),
  };
  const { tensors } = await parseSafetensors(large);
  assert.equal(tensors.get('b')!.bytes.length, half);
});

test('a tensor whose data does not fit its shape is not written, and nothing is left behind', async () => {
  const where = await folder();
  const wrong = { a: { dtype: 'F32', shape: [3], data: new Float32Array(4) } } as const;
  await assert.rejects(writeSafetensors(join(where, 'a.safetensors'), wrong), /"a" has 16 bytes/);
  assert.deepEqual(await readdir(where), []);
});

test('hostile headers are refused by name', async () => {
  const hostile: readonly [string, number, RegExp][] = [
    [`{"a":${entry('[1]', '[0,4]')},"b":${entry('[1]', '[2,6]')}}`, 6, /"b" overlaps/],
    [`{"a":${entry('[1]', '[4,8]')}}`, 8, /"a" leaves a gap/],
    [`{"a":${entry('[1]', '[0,4]')}}`, 8, /bytes follow/],
    [`{"a":${entry('[2]', '[0,8]')}}`, 4, /ends too early/],
    [`{"a":${entry('[1]', '[0,4]')},"a":${entry('[1]', '[0,4]')}}`, 4, /"a" is there twice/],
    [`{"a":${entry('[1]', '[0,4]')},"\\u0061":${entry('[1]', '[0,4]')}}`, 4, /"a" is there twice/],
    [`{"a":${entry('[4294967296,4294967296,4294967296]', '[0,4]')}}`, 4, /no possible shape/],
    [`{"a":${entry('[-1]', '[0,4]')}}`, 4, /no possible shape/],
    [`{"a":${entry('[1.5]', '[0,6]')}}`, 6, /no possible shape/],
    [`{"a":${entry('[1]', '[0,8]')}}`, 8, /does not fit its shape/],
    [`{"a":${entry('[1]', '[-4,0]')}}`, 4, /does not fit its shape/],
    [`{"a":${entry('[1]', '["0","4"]')}}`, 4, /does not fit its shape/],
    [`{"a":${entry('[1]', '[0,4]', 'toString')}}`, 4, /unknown type/],
    ['{"a":7}', 0, /unknown type/],
    ['[]', 0, /not a JSON object/],
    ['{"a":', 0, /not JSON/],
  ];
  for (const [header, payloadBytes, message] of hostile) await refuses(fileOf(header, payloadBytes), message);
});

test('a header length beyond the file, or beyond reason, is refused', async () => {
  const bytes = Buffer.from(fileOf('{}', 0));
  bytes.writeBigUInt64LE(1000n);
  await refuses(bytes, /ends too early/);
  bytes.writeBigUInt64LE(2n ** 63n);
  await refuses(bytes, /header announces/);
});

test('a file cut off anywhere is refused', async () => {
  const whole = fileOf(`{"a":${entry('[4]', '[0,16]')}}`, 16);
  await parse(whole);
  for (let length = 0; length < whole.byteLength; length++)
    await assert.rejects(parse(whole.subarray(0, length)), FodvidError, `cut to ${length}`);
});

goldenTest('reads the reference values', golden('dino', 'vit_p8_d96_l4.safetensors'), async (path) => {
  const tensors = await readSafetensors(path);
  assert.deepEqual(tensors.get('a.tokens')?.shape, [1, 241, 96]);
  assert.deepEqual(tensors.get('a.image_u8_hwc')?.dtype, 'U8');
});

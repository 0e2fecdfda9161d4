import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { memorySource } from '../../native/weights/formats/byte-source.ts';
import { parseCheckpoint, readStateDict, stateDictOf } from '../../native/weights/formats/weight-file.ts';
import { golden, goldenTest } from '../support/golden.ts';
import { Call, Float, Global, Tuple, writePickle } from './pickle-writer.ts';
import {
  counting,
  legacyTensor,
  orderedDict,
  type StorageToWrite,
  tensor,
  tinyDino,
  writeTorchLegacy,
  writeTorchZip,
} from './torch-writer.ts';
import { writeZip } from './zip-writer.ts';

const parse = (bytes: Uint8Array) => parseCheckpoint(memorySource('x.pth', bytes));
const read = async (bytes: Uint8Array) => stateDictOf(await parse(bytes));
const valuesOf = async (bytes: Uint8Array) =>
  Object.fromEntries([...(await read(bytes))].map(([name, { data }]) => [name, [...data]]));
const refuses = (bytes: Uint8Array, message: RegExp) =>
  assert.rejects(read(bytes), (error) => error instanceof FodvidError && message.test(error.message));

const storages: readonly StorageToWrite[] = [
  { key: 'f32', type: 'FloatStorage', elements: Float32Array.of(1, -2.5) },
  { key: 'f64', type: 'DoubleStorage', elements: Float64Array.of(0.1, 1e300) },
  { key: 'f16', type: 'HalfStorage', elements: Uint16Array.of(0x3c00, 0xc000) },
  { key: 'bf16', type: 'BFloat16Storage', elements: Uint16Array.of(0x3f80, 0xc000) },
  { key: 'i64', type: 'LongStorage', elements: BigInt64Array.of(5n, -6n) },
  { key: 'i32', type: 'IntStorage', elements: Int32Array.of(7, -8) },
  { key: 'i16', type: 'ShortStorage', elements: Int16Array.of(9, -10) },
  { key: 'i8', type: 'CharStorage', elements: Int8Array.of(11, -12) },
  { key: 'u8', type: 'ByteStorage', elements: Uint8Array.of(13, 255) },
  { key: 'bool', type: 'BoolStorage', elements: Uint8Array.of(1, 0) },
];
const expected = {
  f32: [1, -2.5],
  f16: [1, -2],
  bf16: [1, -2],
  i64: [5, -6],
  i32: [7, -8],
  i16: [9, -10],
  i8: [11, -12],
  u8: [13, 255],
  bool: [1, 0],
};
const withoutDoubles = storages.filter(({ key }) => key !== 'f64');

test('every storage type is read, in both formats, stored and deflated, with and without zip64', async () => {
  const zipped = new Map(withoutDoubles.map((storage) => [storage.key, tensor(storage, [2])]));
  const legacy = new Map(withoutDoubles.map((storage) => [storage.key, legacyTensor(storage, [2])]));
  assert.deepEqual(await valuesOf(writeTorchZip(zipped, withoutDoubles)), expected);
  assert.deepEqual(await valuesOf(writeTorchZip(zipped, withoutDoubles, { deflate: true })), expected);
  assert.deepEqual(await valuesOf(writeTorchZip(zipped, withoutDoubles, { zip64: true })), expected);
  assert.deepEqual(await valuesOf(writeTorchLegacy(legacy, withoutDoubles)), expected);
});

test('doubles become the nearest float32, and those beyond its range are named', async () => {
  const near = { key: '0', type: 'DoubleStorage', elements: Float64Array.of(0.1) } as const;
  assert.deepEqual(await valuesOf(writeTorchZip(new Map([['w', tensor(near, [1])]]), [near])), {
    w: [Math.fround(0.1)],
  });
  await refuses(
    writeTorchZip(new Map([['w', tensor(storages[1]!, [2])]]), [storages[1]!]),
    /"w" holds Infinity at \[1\]/,
  );
});

test('views are gathered: shared, transposed, strided, expanded, offset, empty and scalar tensors', async () => {
  const base = counting('0', 12); // [3, 4]
  const root = new Map([
    ['whole', tensor(base, [3, 4])],
    ['transposed', tensor(base, [4, 3], [1, 4])],
    ['strided', tensor(base, [2, 2], [8, 3])],
    ['expanded', tensor(base, [2, 3], [0, 1], 4)],
    ['row', tensor(base, [4], [1], 8)],
    ['scalar', tensor(base, [], [], 5)],
    ['empty', tensor(base, [0, 4])],
  ]);
  assert.deepEqual(await valuesOf(writeTorchZip(root, [base])), {
    whole: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    transposed: [1, 5, 9, 2, 6, 10, 3, 7, 11, 4, 8, 12],
    strided: [1, 4, 9, 12],
    expanded: [5, 6, 7, 5, 6, 7],
    row: [9, 10, 11, 12],
    scalar: [6],
    empty: [],
  });
});

test('contiguous float32 tensors of one storage share its memory', async () => {
  const base = counting('0', 8);
  const weights = await read(
    writeTorchZip(
      new Map([
        ['a', tensor(base, [8])],
        ['b', tensor(base, [4], [1], 4)],
      ]),
      [base],
    ),
  );
  assert.equal(weights.get('a')?.data.buffer, weights.get('b')?.data.buffer);
});

test("the legacy format's storage views are found", async () => {
  const base = counting('7', 10);
  const root = new Map([['w', legacyTensor(base, [3], new Tuple('view', 4, 3))]]);
  assert.deepEqual(await valuesOf(writeTorchLegacy(root, [base])), { w: [5, 6, 7] });
});

test('options and scores beside the weights are read as plain or inert data', async () => {
  const base = counting('0', 2);
  const scalar = new Call(
    new Global('numpy.core.multiarray', 'scalar'),
    new Call(new Global('numpy', 'dtype'), 'f8', 0, 1),
    'bits',
  );
  const root = new Map<string, unknown>([
    ['epoch', 300],
    ['lr', new Float(2)],
    ['large', -(2n ** 70n)],
    ['best', scalar],
    ['args', new Call(new Global('argparse', 'Namespace'))],
    ['state_dict', new Call(orderedDict, [new Tuple('w', tensor(base, [2]))])],
  ]);
  const checkpoint = await parse(writeTorchZip(root, [base]));
  assert.ok(checkpoint.root instanceof Map);
  assert.deepEqual(
    [checkpoint.root.get('epoch'), checkpoint.root.get('lr'), checkpoint.root.get('large')],
    [300, 2, -(2n ** 70n)],
  );
  assert.deepEqual([...stateDictOf(checkpoint).keys()], ['w']);
});

test("DINO's training checkpoints yield the teacher's backbone", async () => {
  const { root, storages: own } = tinyDino();
  const other = counting('other', 4);
  const prefixed = (tensors: Map<string, unknown>) =>
    new Map([...tensors].map(([name, value]) => [`module.backbone.${name}`, value]));
  const checkpoint = new Map<string, unknown>([
    ['student', prefixed(new Map([['cls_token', tensor(other, [1, 1, 4])]]))],
    ['teacher', new Map([...prefixed(root), ['module.head.mlp.0.weight', tensor(other, [4])]])],
    ['optimizer', new Map<unknown, unknown>([['state', new Map([[0, tensor(other, [4])]])]])],
  ]);
  const weights = await read(writeTorchZip(checkpoint, [...own, other]));
  assert.deepEqual([...weights.keys()], [...root.keys()]);
});

test('a pickle that calls os.system is refused by that name, and nothing runs', async () => {
  const trace = join(tmpdir(), `fodvid-${randomUUID()}`);
  const root = new Map([['w', new Call(new Global('os', 'system'), `touch ${trace}`)]]);
  await refuses(writeTorchZip(root, []), /it wants to call "os\.system"/);
  await refuses(writeTorchLegacy(root, []), /it wants to call "os\.system"/);
  assert.equal(existsSync(trace), false);
});

test('other ways to code in a pickle are refused by name', async () => {
  for (const [module, name] of [
    ['builtins', 'eval'],
    ['posix', 'system'],
    ['torch', 'load'],
    ['torch._utils', '__class__'],
    ['collections', 'namedtuple'],
    ['torch', 'constructor'],
  ])
    await refuses(
      writeTorchZip(new Map([['w', new Call(new Global(module!, name!), 'x')]]), []),
      new RegExp(`"${module!}\\.${name!}"`),
    );
  const stackGlobal = Buffer.from('\x80\x04X\x02\0\0\0osX\x06\0\0\0system\x93)R.', 'latin1');
  await refuses(writeZip([{ name: 'a/data.pkl', data: stackGlobal }]), /"os\.system"/);
});

test('pickle operations outside torch.save are refused', async () => {
  for (const [text, message] of [
    ['\x80\x02(S"x"\nios\nsystem\n.', /operation 0x53/],
    ['\x80\x02\x82\x01.', /operation 0x82/],
    ['\x80\x02R.', /takes a value where there is none/],
    ['\x80\x02K\x01K\x02R.', /calls something that is no function/],
    ['\x80\x02}K\x01b.', /contains no network/],
    ['\x80\x02h\x05.', /never remembered/],
    ['\x80\x02t.', /never began/],
    ['\x80\x02K\x01K\x02K\x03s.', /no dictionary/],
    ['\x80\x02K\x01', /ends too early/],
  ] as const)
    await refuses(writeZip([{ name: 'a/data.pkl', data: Buffer.from(text, 'latin1') }]), message);
});

test('nesting, counts and sizes without measure are refused', async () => {
  const pickle = (body: Buffer) =>
    writeZip([{ name: 'a/data.pkl', data: Buffer.concat([Buffer.from([0x80, 2]), body]), deflate: true }]);
  await refuses(pickle(Buffer.alloc(20_000, '(')), /nested too deeply/);
  await refuses(pickle(Buffer.alloc(2_000_000, '}')), /too many objects/);
  await refuses(pickle(Buffer.alloc(33 * 2 ** 20, 'N')), /far larger/);
  await refuses(
    pickle(Buffer.concat([Buffer.from([0x8b, 0, 0, 1, 0]), Buffer.alloc(70_000)])),
    /integer in it is too long/,
  );
});

test('a list that holds itself is harmless', async () => {
  await refuses(
    writeZip([{ name: 'a/data.pkl', data: Buffer.from('\x80\x02]q\0h\0a.', 'latin1') }]),
    /contains no network/,
  );
});

test('a zip bomb is refused before it is unpacked', async () => {
  const base: StorageToWrite = { key: '0', type: 'ByteStorage', elements: new Uint8Array(80 * 2 ** 20) };
  const bomb = writeTorchZip(new Map([['w', tensor(base, [base.elements.length])]]), [base], {
    deflate: true,
  });
  assert.ok(bomb.byteLength < 100_000);
  await refuses(bomb, /zip bomb/);
});

test('a member that lies about its size is refused, without unpacking more than it announced', async () => {
  const data = Buffer.alloc(2 ** 20);
  const root = new Map([['w', tensor({ key: '0', type: 'ByteStorage', elements: new Uint8Array(4) }, [4])]]);
  const members = [
    { name: 'a/data.pkl', data: writePickle(root) },
    { name: 'a/data/0', data, deflate: true, claimedBytes: 4 },
  ];
  await refuses(writeZip(members), /does not unpack/);
});

test('views that would grow a small file into a large one are refused', async () => {
  const one = counting('0', 1);
  await refuses(
    writeTorchZip(new Map([['w', tensor(one, [100_000, 100_000], [0, 0])]]), [one]),
    /far larger than the file/,
  );
  const many = new Map(Array.from({ length: 50 }, (_, i) => [`w${i}`, tensor(one, [100_000], [0])] as const));
  await refuses(writeTorchZip(many, [one]), /far larger than the file/);
});

test('tensors beyond their storage, and storages of another size, are refused', async () => {
  const base = counting('0', 4);
  const wrong: readonly [Call, RegExp][] = [
    [tensor(base, [5]), /reaches beyond the end/],
    [tensor(base, [2], [4]), /reaches beyond the end/],
    [tensor(base, [1], [1], 4), /reaches beyond the end/],
    [tensor(base, [2], [-1], 1), /no possible shape/],
    [tensor(base, [2, 2], [1]), /no possible shape/],
    [tensor(base, [2 ** 31 - 1, 2 ** 31 - 1, 2 ** 31 - 1], [0, 0, 0]), /no possible shape/],
    [tensor(base, [8], [1], 0, 8), /not have the declared size/],
  ];
  for (const [call, message] of wrong) await refuses(writeTorchZip(new Map([['w', call]]), [base]), message);
  await refuses(writeTorchZip(new Map([['w', tensor(base, [4])]]), []), /lacks its part "archive\/data\/0"/);
});

test('NaN and infinite weights are named', async () => {
  const bad = { key: '0', type: 'FloatStorage', elements: Float32Array.of(1, 2, 3, NaN) } as const;
  await refuses(
    writeTorchZip(new Map([['blocks.0.bias', tensor(bad, [2, 2])]]), [bad]),
    /"blocks\.0\.bias" holds NaN at \[1, 1\]/,
  );
});

test('a flipped bit in a storage is found by its checksum', async () => {
  const bytes = writeTorchZip(new Map([['w', tensor(counting('0', 4), [4])]]), [counting('0', 4)]);
  const at = bytes.indexOf(Buffer.from(Float32Array.of(3).buffer));
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await refuses(bytes, /checksum of "archive\/data\/0" is wrong/);
});

test('a checkpoint cut off anywhere is refused', async () => {
  const { root, storages: own } = tinyDino();
  const legacyRoot = new Map([['w', legacyTensor(counting('0', 40), [40])]]);
  for (const whole of [writeTorchZip(root, own), writeTorchLegacy(legacyRoot, [counting('0', 40)])])
    for (let length = 0; length < whole.byteLength; length += 7)
      await assert.rejects(read(whole.subarray(0, length)), FodvidError, `cut to ${length}`);
});

test('the published archive around a checkpoint, and TorchScript, are named for what they are', async () => {
  await refuses(
    writeZip([{ name: 'pretrained/gmflow_sintel-0c07dcb3.pth', data: Buffer.from('x') }]),
    /unpack it and use the file "pretrained\/gmflow_sintel-0c07dcb3\.pth"/,
  );
  await refuses(
    writeTorchZip(new Map(), [], { more: [{ name: 'archive/code/a.py', data: Buffer.from('x') }] }),
    /TorchScript/,
  );
  await refuses(writeZip([{ name: 'readme.txt', data: Buffer.from('x') }]), /holds no weights/);
});

const published: readonly [string, number, string, number[]][] = [
  [golden('dino', 'vit_p8_d96_l4.pth') ?? '', 54, 'blocks.3.attn.qkv.weight', [288, 96]],
  [golden('arflow', 'pwclite_ar.tar') ?? '', 60, 'flow_estimators.conv1.0.weight', [128, 115, 3, 3]],
  [golden('gmflow', 'gmflow.pth') ?? '', 123, 'upsampler.2.weight', [576, 256, 1, 1]],
];
for (const [path, count, name, shape] of published)
  goldenTest(
    `reads ${count} tensors of a network saved by its authors' code`,
    path === '' ? null : path,
    async (file) => {
      const weights = await readStateDict(file);
      assert.equal(weights.size, count);
      assert.deepEqual(weights.get(name)?.shape, shape);
    },
  );

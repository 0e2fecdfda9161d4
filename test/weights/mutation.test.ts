import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FodvidError } from '../../native/base/errors.ts';
import { memorySource } from '../../native/weights/formats/byte-source.ts';
import { parseCheckpoint, stateDictOf } from '../../native/weights/formats/weight-file.ts';
import { countElements } from '../../native/weights/formats/dtypes.ts';
import { floatTensor, onnxModel } from './onnx-writer.ts';
import { counting, legacyTensor, tensor, tinyDino, writeTorchLegacy, writeTorchZip } from './torch-writer.ts';
import { writePickle } from './pickle-writer.ts';
import { writeZip } from './zip-writer.ts';

/** Mulberry32: a seeded generator of 32-bit integers. */
function generator(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), seed | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}

type Random = () => number;

const interesting = [
  0, 1, 0x7f, 0x80, 0xff, 0x28, 0x29, 0x2e, 0x52, 0x63, 0x74, 0x75, 0x7d, 0x71, 0x68, 0x85, 0x8a, 0x93,
];

/** Ways to spoil a file: flipped bits, other bytes and numbers, lost, doubled and moved stretches, a cut. */
const mutations: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => set(bytes, random() % bytes.length, (old) => old ^ (1 << (random() % 8))),
  (bytes, random) => set(bytes, random() % bytes.length, () => interesting[random() % interesting.length]!),
  (bytes, random) => {
    const at = random() % (bytes.length - 4);
    bytes.writeUInt32LE([0, 1, 0xffff, 0x7fffffff, 0xffffffff, random()][random() % 6]!, at);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, random() % bytes.length),
  (bytes, random) => without(bytes, random() % bytes.length, 1 + (random() % 16)),
  (bytes, random) => {
    const at = random() % bytes.length;
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 1 - (random() % 16)))]);
  },
  (bytes, random) => {
    bytes.copy(bytes, random() % bytes.length, random() % bytes.length, random() % bytes.length);
    return bytes;
  },
];

function set(bytes: Buffer, at: number, value: (old: number) => number): Buffer {
  bytes[at] = value(bytes[at]!);
  return bytes;
}

const without = (bytes: Buffer, at: number, count: number) =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);

function mutate(original: Buffer, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let i = random() % 3; i >= 0 && bytes.length > 8; i--)
    bytes = mutations[random() % mutations.length]!(bytes, random);
  return bytes;
}

function safetensorsFile(): Buffer {
  const header = Buffer.from(
    '{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"b":{"dtype":"F16","shape":[4],"data_offsets":[24,32]},"__metadata__":{"k":"v"}}',
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(32, 7)]);
}

const dino = tinyDino();
const pair = [counting('0', 6), counting('1', 4)] as const;
const legacyRoot = new Map<string, unknown>([
  ['epoch', 3],
  [
    'state_dict',
    new Map([
      ['a', legacyTensor(pair[0], [2, 3])],
      ['b', legacyTensor(pair[1], [4])],
    ]),
  ],
]);
const small = new Map<string, unknown>([
  [
    'model',
    new Map([
      ['a', tensor(pair[0], [3, 2], [1, 3])],
      ['b', tensor(pair[1], [4])],
    ]),
  ],
]);

const originals: readonly (readonly [string, Buffer])[] = [
  ['zip', writeTorchZip(small, pair)],
  ['deflated zip', writeTorchZip(small, pair, { deflate: true })],
  ['zip64', writeTorchZip(small, pair, { zip64: true })],
  ['larger zip', writeTorchZip(dino.root, dino.storages)],
  ['legacy', writeTorchLegacy(legacyRoot, pair)],
  ['safetensors', safetensorsFile()],
  [
    'onnx',
    onnxModel(
      floatTensor('a', [2, 3], Float32Array.of(1, 2, 3, 4, 5, 6)),
      floatTensor('b', [1], Float32Array.of(7)),
    ),
  ],
];

/** Reads a spoilt file: a clear error, or tensors whose data fit their shapes. */
async function survives(bytes: Buffer, label: string): Promise<'refused' | 'read'> {
  try {
    const weights = stateDictOf(await parseCheckpoint(memorySource('x', bytes)));
    for (const [name, { shape, data }] of weights)
      assert.equal(data.length, countElements(shape), `${label}: ${name}`);
    return 'read';
  } catch (error) {
    if (error instanceof FodvidError) return 'refused';
    throw new Error(`${label}: not a clear error`, { cause: error });
  }
}

const perOriginal = 1800;

for (const [kind, original] of originals)
  test(`${perOriginal} spoilt files of the kind "${kind}" are refused clearly or read rightly`, async () => {
    const random = generator(kind.length * 7919 + 1);
    assert.equal(await survives(original, 'unspoilt'), 'read');
    let refused = 0;
    for (let i = 0; i < perOriginal; i++)
      if ((await survives(mutate(original, random), `${kind} ${i}`)) === 'refused') refused++;
    assert.ok(refused > perOriginal / 4, `only ${refused} were refused`);
  });

test('2000 spoilt pickles behind a right checksum are refused clearly or read rightly', async () => {
  const random = generator(42);
  const pickle = writePickle(small);
  const rest = pair.map(({ key, elements }) => ({
    name: `a/data/${key}`,
    data: new Uint8Array(elements.buffer),
  }));
  let refused = 0;
  for (let i = 0; i < 2000; i++) {
    const archive = writeZip([{ name: 'a/data.pkl', data: mutate(pickle, random) }, ...rest]);
    if ((await survives(archive, `pickle ${i}`)) === 'refused') refused++;
  }
  assert.ok(refused > 500, `only ${refused} were refused`);
});

import { Call, Global, PersistentId, Tuple, writePickle } from './pickle-writer.ts';
import { type MemberToWrite, writeZip } from './zip-writer.ts';

/** PyTorch's storage classes. */
export type StorageName =
  | 'FloatStorage'
  | 'DoubleStorage'
  | 'HalfStorage'
  | 'BFloat16Storage'
  | 'LongStorage'
  | 'IntStorage'
  | 'ShortStorage'
  | 'CharStorage'
  | 'ByteStorage'
  | 'BoolStorage';

/** A storage of a checkpoint: `elements` holds the elements' own bits. */
export interface StorageToWrite {
  readonly key: string;
  readonly type: StorageName;
  readonly elements: ArrayBufferView & { readonly length: number };
}

const rebuild = new Global('torch._utils', '_rebuild_tensor_v2');
export const orderedDict = new Global('collections', 'OrderedDict');

/** Row-major strides. */
const rowMajor = (shape: readonly number[]) =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));

/** The pickled call that rebuilds a tensor over `storage`; `claimed`: an element count other than the true one. */
export function tensor(
  storage: StorageToWrite,
  shape: readonly number[],
  strides: readonly number[] = rowMajor(shape),
  offset = 0,
  claimed = storage.elements.length,
): Call {
  const type = new Global('torch', storage.type);
  const id = new PersistentId(new Tuple('storage', type, storage.key, 'cpu', claimed));
  return new Call(
    rebuild,
    id,
    offset,
    new Tuple(...shape),
    new Tuple(...strides),
    false,
    new Call(orderedDict),
  );
}

/** The same for the legacy format, whose ids have a sixth part: a view (key, offset, count), or nothing. */
export function legacyTensor(
  storage: StorageToWrite,
  shape: readonly number[],
  view: Tuple | null = null,
): Call {
  const type = new Global('torch', storage.type);
  const id = new PersistentId(new Tuple('storage', type, storage.key, 'cpu', storage.elements.length, view));
  return new Call(
    rebuild,
    id,
    0,
    new Tuple(...shape),
    new Tuple(...rowMajor(shape)),
    false,
    new Call(orderedDict),
  );
}

const bytesOf = ({ elements }: StorageToWrite) =>
  new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength);

/** How an archive departs from what torch.save writes. */
export interface ZipQuirks {
  readonly top?: string;
  readonly deflate?: boolean;
  readonly zip64?: boolean;
  readonly more?: readonly MemberToWrite[];
}

/** A torch.save file of the zip format around `root`. */
export function writeTorchZip(
  root: unknown,
  storages: readonly StorageToWrite[],
  quirks: ZipQuirks = {},
): Buffer {
  const { top = 'archive', deflate = false, zip64 = false, more = [] } = quirks;
  const members = [
    { name: `${top}/data.pkl`, data: writePickle(root), deflate },
    ...storages.map((storage) => ({ name: `${top}/data/${storage.key}`, data: bytesOf(storage), deflate })),
    { name: `${top}/version`, data: Buffer.from('3\n') },
    ...more,
  ];
  return writeZip(members, zip64);
}

/** A torch.save file of the legacy format around `root`. */
export function writeTorchLegacy(root: unknown, storages: readonly StorageToWrite[]): Buffer {
  const system = new Map<string, unknown>([
    ['protocol_version', 1001],
    ['little_endian', true],
    ['type_sizes', new Map([['short', 2]])],
  ]);
  const head = [0x1950a86a20f9469cfc6cn, 1001, system, root, storages.map(({ key }) => key)].map(writePickle);
  const tail = storages.flatMap((storage) => {
    const count = Buffer.alloc(8);
    count.writeBigUInt64LE(BigInt(storage.elements.length));
    return [count, bytesOf(storage)];
  });
  return Buffer.concat([...head, ...tail]);
}

/** Float storage of 1, 2, 3, … */
export const counting = (key: string, count: number): StorageToWrite => ({
  key,
  type: 'FloatStorage',
  elements: Float32Array.from({ length: count }, (_, i) => i + 1),
});

/** A tiny DINO network's checkpoint (patch 2, dim 4, depth 1), every weight counting up from `first`. */
export function tinyDino(first = 0): {
  readonly root: Map<string, unknown>;
  readonly storages: StorageToWrite[];
} {
  const shapes: Record<string, number[]> = {
    cls_token: [1, 1, 4],
    pos_embed: [1, 5, 4],
    'patch_embed.proj.weight': [4, 3, 2, 2],
    'patch_embed.proj.bias': [4],
    'norm.weight': [4],
    'norm.bias': [4],
  };
  const parts: Record<string, number[]> = {
    norm1: [4],
    'attn.qkv': [12, 4],
    'attn.proj': [4, 4],
    norm2: [4],
    'mlp.fc1': [16, 4],
    'mlp.fc2': [4, 16],
  };
  for (const [part, shape] of Object.entries(parts)) {
    shapes[`blocks.0.${part}.weight`] = shape;
    shapes[`blocks.0.${part}.bias`] = shape.slice(0, 1);
  }
  const storages = Object.values(shapes).map((shape, i): StorageToWrite => {
    const count = shape.reduce((a, b) => a * b, 1);
    return {
      key: String(i),
      type: 'FloatStorage',
      elements: Float32Array.from({ length: count }, (_, j) => first + i + j / 64),
    };
  });
  const root = new Map(Object.entries(shapes).map(([name, shape], i) => [name, tensor(storages[i]!, shape)]));
  return { root, storages };
}

/** The tiny DINO network as a file of the zip format. */
export function tinyDinoFile(first = 0): Buffer {
  const { root, storages } = tinyDino(first);
  return writeTorchZip(root, storages);
}

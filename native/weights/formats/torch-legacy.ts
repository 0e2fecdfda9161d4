import { failedError } from '../../base/errors.ts';
import { type ByteSource, truncated } from './byte-source.ts';
import type { PickleHooks } from './pickle-machine.ts';
import { readPickle } from './pickle.ts';
import { TorchObjects } from './torch-objects.ts';
import { elementLimit, maxPickleBytes } from './torch-zip.ts';

/** The number that starts every torch.save file of the legacy format. */
const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/** The first bytes of a legacy file: the pickle of the magic number. */
export const legacyStart = Uint8Array.of(
  0x80,
  2,
  0x8a,
  10,
  0x6c,
  0xfc,
  0x9c,
  0x46,
  0xf9,
  0x20,
  0x6a,
  0xa8,
  0x50,
  0x19,
  0x2e,
);

/** Pickles without any name in them: numbers, text and containers of those. */
function plainHooks(file: string): PickleHooks {
  const refuse = () => {
    throw failedError(`${file} was not read: its header names a function, which no torch.save writes there.`);
  };
  return { global: refuse, persistent: refuse };
}

/** Reads pickle after pickle, then raw bytes, from a source. */
class Sequence {
  readonly #source: ByteSource;
  #position = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The next pickle's value. Its length is not known before: the window grows until the pickle ends in it. */
  async pickle(hooks: () => PickleHooks, windowBytes: number): Promise<unknown> {
    const rest = Math.min(this.#source.sizeBytes - this.#position, maxPickleBytes);
    const window = Math.min(windowBytes, rest);
    const result = readPickle(this.#source.name, await this.#source.read(this.#position, window), hooks());
    if (result === null && window === rest) throw truncated(this.#source.name);
    if (result === null) return this.pickle(hooks, window * 8);
    this.#position += result.end;
    return result.value;
  }

  async bytes(length: number): Promise<Uint8Array> {
    const bytes = await this.#source.read(this.#position, length);
    this.#position += length;
    return bytes;
  }

  get atEnd(): boolean {
    return this.#position === this.#source.sizeBytes;
  }
}

/**
 * Reads a torch.save file of the legacy format (before PyTorch 1.6): pickles of the magic number, the protocol, the
 * machine, the object and the storages' keys, then each storage as its element count (8 bytes) and its bytes.
 */
export async function readTorchLegacy(source: ByteSource): Promise<unknown> {
  const sequence = new Sequence(source);
  await readPreamble(source.name, sequence);
  let objects = new TorchObjects(source.name, elementLimit(source.sizeBytes));
  const fresh = () => (objects = new TorchObjects(source.name, elementLimit(source.sizeBytes)));
  const value = await sequence.pickle(fresh, 2 ** 18);
  const keys = await sequence.pickle(() => plainHooks(source.name), 2 ** 16);
  await readStorages(source.name, sequence, objects, keys);
  if (!sequence.atEnd) throw failedError(`${source.name} is damaged: bytes follow its last tensor.`);
  return value;
}

async function readPreamble(file: string, sequence: Sequence): Promise<void> {
  const plain = () => plainHooks(file);
  const start = await sequence.pickle(plain, 1024);
  const version = await sequence.pickle(plain, 1024);
  const machine = await sequence.pickle(plain, 4096);
  if (start !== magic || version !== protocol)
    throw failedError(`${file} is not a torch.save file that is known here.`);
  if (!(machine instanceof Map) || machine.get('little_endian') !== true)
    throw failedError(`${file} was saved on a big-endian machine: save it again on a common one.`);
}

async function readStorages(
  file: string,
  sequence: Sequence,
  objects: TorchObjects,
  keys: unknown,
): Promise<void> {
  if (!Array.isArray(keys)) throw failedError(`${file} is damaged: its list of storages is missing.`);
  for (const key of keys as unknown[]) {
    const storage = typeof key === 'string' ? objects.storages.get(key) : undefined;
    if (storage?.bytes !== null)
      throw failedError(`${file} is damaged: it holds a storage that no tensor uses, or one twice.`);
    const count = Number(new DataView((await sequence.bytes(8)).buffer).getBigUint64(0, true));
    if (count * storage.elementBytes !== storage.sizeBytes)
      throw failedError(`${file} is damaged: storage "${storage.key}" does not have the declared size.`);
    storage.bytes = await sequence.bytes(storage.sizeBytes);
  }
  const missing = [...objects.storages.values()].find((storage) => storage.bytes === null);
  if (missing !== undefined) throw failedError(`${file} is damaged: storage "${missing.key}" is missing.`);
}

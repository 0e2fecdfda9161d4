import { failedError, type FodvidError } from '../../base/errors.ts';
import { type DType, elementBytes, countElements } from './dtypes.ts';
import { InertObject, PickleCallable, type PickleHooks } from './pickle-machine.ts';
import { spanOf, type Storage, TorchTensor, TypedStorage } from './torch-tensor.ts';

/** PyTorch's storage classes by the type of their elements. */
const storageTypes: Readonly<Record<string, DType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

/** Names that checkpoints hold beside their weights (options, best scores); their content is not looked at. */
const inertNames = new Set([
  'argparse.Namespace',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray.scalar',
  'numpy.core.multiarray._reconstruct',
  'numpy._core.multiarray._reconstruct',
  'numpy.dtype',
  'numpy.ndarray',
  '_codecs.encode',
  'pathlib.PosixPath',
  'torch.device',
  ...['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'uint8', 'bool'].map(
    (name) => `torch.${name}`,
  ),
]);

/** A storage class as a value of the pickle. */
class StorageClass {
  readonly dtype: DType;

  constructor(dtype: DType) {
    this.dtype = dtype;
  }
}

/**
 * What the pickle of a torch.save file may name: the calls that rebuild tensors and a few containers. It collects
 * the storages that the tensors need. `maxElements` bounds what all tensors together may ask for, so that no small
 * file grows into a large one through views.
 */
export class TorchObjects implements PickleHooks {
  readonly storages = new Map<string, Storage>();
  readonly #file: string;
  readonly #maxElements: number;
  readonly #functions: ReadonlyMap<string, PickleCallable>;
  readonly #types = new Map<string, TypedStorage>();
  #elements = 0;

  constructor(file: string, maxElements: number) {
    this.#file = file;
    this.#maxElements = maxElements;
    this.#functions = new Map(
      Object.entries(this.#calls()).map(([name, call]) => [name, new PickleCallable(name, call)]),
    );
  }

  #calls(): Record<string, (args: readonly unknown[]) => unknown> {
    const dictionary = ([items]: readonly unknown[]) => this.#dictionary(items);
    const list = ([items]: readonly unknown[]): unknown => (Array.isArray(items) ? items : []);
    return {
      'torch._utils._rebuild_tensor': (args) => this.#tensor(args),
      'torch._utils._rebuild_tensor_v2': (args) => this.#tensor(args),
      'torch._utils._rebuild_parameter': (args) => this.#parameter(args),
      'torch._utils._rebuild_parameter_with_state': (args) => this.#parameter(args),
      'torch.Size': list,
      'collections.OrderedDict': dictionary,
      'collections.Counter': dictionary,
      'collections.defaultdict': () => new Map(),
      ...Object.fromEntries(
        ['builtins', '__builtin__'].flatMap((module) => [
          ...['set', 'frozenset', 'list', 'tuple'].map((name) => [`${module}.${name}`, list] as const),
          [`${module}.dict`, dictionary] as const,
        ]),
      ),
    };
  }

  #refuse(what: string): FodvidError {
    return failedError(`${this.#file} was not read: ${what}.`);
  }

  global = (module: string, name: string): unknown => {
    const full = `${module}.${name}`;
    const storage =
      /^torch(\.cuda)?$/.test(module) && Object.hasOwn(storageTypes, name) ? storageTypes[name] : undefined;
    if (storage !== undefined) return new StorageClass(storage);
    const known = this.#functions.get(full);
    if (known !== undefined) return known;
    if (inertNames.has(full)) return new PickleCallable(full, () => new InertObject(full));
    throw this.#refuse(
      `it wants to call "${full.slice(0, 200)}", which is no part of stored weights and could do anything; ` +
        'save only the state_dict if the file is yours, and do not trust it otherwise',
    );
  };

  /** ('storage', class, key, device, element count[, view]); a view is (key, offset, count) within the storage. */
  persistent = (id: unknown): unknown => {
    if (!Array.isArray(id) || id[0] !== 'storage' || !(id[1] instanceof StorageClass))
      throw this.#refuse('it refers to something that is no tensor storage');
    const [, type, key, , count, view] = id as [unknown, StorageClass, ...unknown[]];
    if (typeof key !== 'string' || !isIndex(count)) throw this.#refuse('a storage in it has no key or size');
    const whole = this.#storage(key, type.dtype, count);
    return Array.isArray(view) ? this.#viewOf(whole, view) : whole;
  };

  #storage(key: string, dtype: DType, count: number): TypedStorage {
    const name = `${dtype} ${key}`;
    const sizeBytes = count * elementBytes[dtype];
    const storage = this.storages.get(key) ?? {
      key,
      sizeBytes,
      elementBytes: elementBytes[dtype],
      bytes: null,
    };
    if (storage.sizeBytes !== sizeBytes) throw this.#refuse(`storage "${key}" has two sizes`);
    const typed = this.#types.get(name) ?? new TypedStorage(storage, dtype, 0, count);
    this.storages.set(key, storage);
    this.#types.set(name, typed);
    return typed;
  }

  #viewOf(whole: TypedStorage, view: readonly unknown[]): TypedStorage {
    const [, start, count] = view;
    if (!isIndex(start) || !isIndex(count) || start + count > whole.count)
      throw this.#refuse(`a view of storage "${whole.storage.key}" reaches beyond its end`);
    return new TypedStorage(whole.storage, whole.dtype, start, count);
  }

  /** (storage, offset, size, stride, …) as a tensor whose every element lies inside its storage. */
  #tensor([source, offset, size, stride]: readonly unknown[]): TorchTensor {
    if (!(source instanceof TypedStorage) || !isIndex(offset))
      throw this.#refuse('a tensor in it has no storage');
    const shape = this.#sides(size);
    const strides = this.#sides(stride);
    const elements = countElements(shape);
    if (elements === null || strides.length !== shape.length)
      throw this.#refuse('a tensor in it has no possible shape');
    const span = spanOf(shape, strides);
    if (!Number.isSafeInteger(span) || offset + span > source.count)
      throw this.#refuse(`a tensor of shape [${shape.join(', ')}] reaches beyond the end of its storage`);
    this.#elements += Math.max(elements, span);
    if (this.#elements > this.#maxElements)
      throw this.#refuse('its tensors are far larger than the file itself');
    return new TorchTensor(source, offset, shape, strides);
  }

  #sides(value: unknown): number[] {
    if (!isShape(value)) throw this.#refuse('a tensor in it has no possible shape');
    return [...value];
  }

  #parameter([data]: readonly unknown[]): TorchTensor {
    if (!(data instanceof TorchTensor)) throw this.#refuse('a parameter in it is no tensor');
    return data;
  }

  #dictionary(items: unknown): Map<unknown, unknown> {
    const pairs: unknown[] = items instanceof Map ? [...items] : Array.isArray(items) ? items : [];
    const isPair = (pair: unknown): pair is [unknown, unknown] => Array.isArray(pair) && pair.length === 2;
    if (!pairs.every(isPair)) throw this.#refuse('a dictionary in it is malformed');
    return new Map(pairs);
  }
}

const isIndex = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const isShape = (value: unknown): value is readonly number[] =>
  Array.isArray(value) && value.length <= 16 && value.every(isIndex);

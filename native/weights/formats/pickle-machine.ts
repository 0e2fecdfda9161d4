import { failedError, type FodvidError } from '../../base/errors.ts';

/** A function that a pickle may name and call: one of ours, standing in for the one that it names. */
export class PickleCallable {
  readonly name: string;
  readonly call: (args: readonly unknown[]) => unknown;

  constructor(name: string, call: (args: readonly unknown[]) => unknown) {
    this.name = name;
    this.call = call;
  }
}

/** A harmless object of the checkpoint's author (training options, a NumPy number): its name, none of its content. */
export class InertObject {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** What a pickle's names and persistent ids mean; both throw a clear error for what they do not know. */
export interface PickleHooks {
  readonly global: (module: string, name: string) => unknown;
  readonly persistent: (id: unknown) => unknown;
}

/** Thrown inside the machine where the bytes end before the pickle does. */
export class PickleEndsEarly extends Error {}

/** Far above every published checkpoint (a few thousand tensors), far below what exhausts memory. */
const limits = {
  operations: 16_000_000,
  containers: 1_000_000,
  marks: 10_000,
  memo: 4_000_000,
  longBytes: 1024,
};

/**
 * The stack, marks and memo of one run over a pickle, and its cursor over the bytes. It builds plain data only:
 * lists and tuples are arrays, dictionaries are Maps, sets are arrays; nothing is ever executed.
 */
export class PickleMachine {
  readonly file: string;
  readonly hooks: PickleHooks;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();
  #position = 0;
  #operations = 0;
  #containers = 0;

  constructor(file: string, bytes: Uint8Array, hooks: PickleHooks) {
    this.file = file;
    this.hooks = hooks;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.#position;
  }

  /** The next operation's code. */
  nextOperation(): number {
    if (++this.#operations > limits.operations) throw this.refuse('it has too many operations');
    return this.uint8();
  }

  /** An error that says what is wrong with this pickle. */
  refuse(what: string): FodvidError {
    return failedError(`${this.file} was not read: the pickle in it is not a checkpoint's, ${what}.`);
  }

  /** Moves the cursor over `length` bytes and returns where they start. */
  #advance(length: number): number {
    const start = this.#position;
    if (length > this.#bytes.byteLength - start) throw new PickleEndsEarly();
    this.#position += length;
    return start;
  }

  uint8 = () => this.#view.getUint8(this.#advance(1));
  uint16 = () => this.#view.getUint16(this.#advance(2), true);
  uint32 = () => this.#view.getUint32(this.#advance(4), true);
  int32 = () => this.#view.getInt32(this.#advance(4), true);
  float64 = () => this.#view.getFloat64(this.#advance(8), false);

  uint64(): number {
    const value = this.#view.getBigUint64(this.#advance(8), true);
    if (value > Number.MAX_SAFE_INTEGER) throw this.refuse('a length in it is impossible');
    return Number(value);
  }

  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  text(length: number): string {
    return new TextDecoder().decode(this.bytes(length));
  }

  /** Text up to a line feed, as the GLOBAL operation has it. */
  line(): string {
    const end = this.#bytes.indexOf(10, this.#position);
    if (end < 0) throw new PickleEndsEarly();
    if (end - this.#position > 4096) throw this.refuse('a name in it is too long');
    const text = this.text(end - this.#position);
    this.#position++;
    return text;
  }

  /** A little-endian integer in two's complement: a number where it is exact, else a bigint. */
  long(length: number): number | bigint {
    if (length > limits.longBytes) throw this.refuse('an integer in it is too long');
    const digits = this.bytes(length).toReversed();
    if (length === 0) return 0;
    const magnitude = BigInt(`0x${Buffer.from(digits).toString('hex')}`);
    const value = BigInt.asIntN(length * 8, magnitude);
    return BigInt.asIntN(53, value) === value ? Number(value) : value;
  }

  push(value: unknown): void {
    if (typeof value === 'object' && value !== null && ++this.#containers > limits.containers)
      throw this.refuse('it holds too many objects');
    this.#stack.push(value);
  }

  pop(): unknown {
    this.#requireItem();
    return this.#stack.pop();
  }

  top(): unknown {
    this.#requireItem();
    return this.#stack.at(-1);
  }

  #requireItem(): void {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0))
      throw this.refuse('it takes a value where there is none');
  }

  mark(): void {
    if (this.#marks.length >= limits.marks) throw this.refuse('it is nested too deeply');
    this.#marks.push(this.#stack.length);
  }

  /** The values since the last mark, taken off the stack. */
  popToMark(): unknown[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw this.refuse('it ends a group that it never began');
    return this.#stack.splice(mark);
  }

  remember(index: number): void {
    if (this.#memo.size >= limits.memo) throw this.refuse('it remembers too many values');
    this.#memo.set(index, this.top());
  }

  rememberNext = () => this.remember(this.#memo.size);

  recall(index: number): void {
    if (!this.#memo.has(index)) throw this.refuse('it recalls a value that it never remembered');
    this.#stack.push(this.#memo.get(index));
  }
}

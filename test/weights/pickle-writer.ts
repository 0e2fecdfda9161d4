/** A Python tuple; arrays are lists. */
export class Tuple {
  readonly items: readonly unknown[];

  constructor(...items: readonly unknown[]) {
    this.items = items;
  }
}

/** A name that the pickle imports: `module name`. */
export class Global {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A call of `callee` when the pickle is read. */
export class Call {
  readonly callee: Global;
  readonly args: readonly unknown[];

  constructor(callee: Global, ...args: readonly unknown[]) {
    this.callee = callee;
    this.args = args;
  }
}

/** A persistent id. */
export class PersistentId {
  readonly id: unknown;

  constructor(id: unknown) {
    this.id = id;
  }
}

/** A Python float where the number is whole. */
export class Float {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

const ascii = (text: string) => Buffer.from(text, 'latin1');

function int32(code: number, value: number): Buffer {
  const bytes = Buffer.alloc(5, code);
  bytes.writeInt32LE(value, 1);
  return bytes;
}

function text(value: string): Buffer {
  const content = Buffer.from(value, 'utf8');
  return Buffer.concat([int32(0x58, content.length), content]);
}

function float(value: number): Buffer {
  const bytes = Buffer.alloc(9, 0x47);
  bytes.writeDoubleBE(value, 1);
  return bytes;
}

/** LONG1: the least bytes of two's complement, little-endian. */
function long(value: bigint): Buffer {
  let length = 1;
  while (BigInt.asIntN(length * 8, value) !== value) length++;
  const hex = BigInt.asUintN(length * 8, value)
    .toString(16)
    .padStart(length * 2, '0');
  return Buffer.concat([Buffer.from([0x8a, length]), Buffer.from(hex, 'hex').reverse()]);
}

const sequence = (items: readonly unknown[]) => Buffer.concat(items.map(encode));

const tuple = (items: readonly unknown[]) => Buffer.concat([ascii('('), sequence(items), ascii('t')]);

function encode(value: unknown): Buffer {
  if (value === null) return ascii('N');
  if (typeof value === 'boolean') return Buffer.from([value ? 0x88 : 0x89]);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint') return long(value);
  if (typeof value === 'number') return Number.isInteger(value) ? int32(0x4a, value) : float(value);
  if (value instanceof Float) return float(value.value);
  if (value instanceof Tuple) return tuple(value.items);
  if (value instanceof Global) return ascii(`c${value.module}\n${value.name}\n`);
  if (value instanceof Call) return Buffer.concat([encode(value.callee), tuple(value.args), ascii('R')]);
  if (value instanceof PersistentId) return Buffer.concat([encode(value.id), ascii('Q')]);
  if (value instanceof Map) return Buffer.concat([ascii('}('), sequence([...value].flat()), ascii('u')]);
  if (Array.isArray(value)) return Buffer.concat([ascii(']('), sequence(value), ascii('e')]);
  throw new Error(`No pickle for a ${typeof value}.`);
}

/** `value` as a pickle of protocol 2. */
export const writePickle = (value: unknown): Buffer =>
  Buffer.concat([Buffer.from([0x80, 2]), encode(value), ascii('.')]);

import {
  InertObject,
  PickleCallable,
  PickleEndsEarly,
  type PickleHooks,
  PickleMachine,
} from './pickle-machine.ts';

type Operation = (machine: PickleMachine) => void;

/** The value on top of the stack as a list, to be added to. */
function listOnTop(machine: PickleMachine): unknown[] {
  const list = machine.top();
  if (!Array.isArray(list)) throw machine.refuse('it appends to something that is no list');
  return list;
}

function append(machine: PickleMachine, items: readonly unknown[]): void {
  const list = listOnTop(machine);
  for (const item of items) list.push(item);
}

/** Adds alternating keys and values to the dictionary on top of the stack. */
function setItems(machine: PickleMachine, items: readonly unknown[]): void {
  const target = machine.top();
  if (!(target instanceof Map)) throw machine.refuse('it sets an entry of something that is no dictionary');
  if (items.length % 2 !== 0) throw machine.refuse('a key in it has no value');
  for (let i = 0; i < items.length; i += 2) target.set(items[i], items[i + 1]);
}

function popPair(machine: PickleMachine): [unknown, unknown] {
  const second = machine.pop();
  return [machine.pop(), second];
}

/** Calls one of our own stand-ins; whatever else a pickle wants to call is refused. */
function call(machine: PickleMachine): void {
  const [callee, args] = popPair(machine);
  if (!(callee instanceof PickleCallable)) throw machine.refuse('it calls something that is no function');
  if (!Array.isArray(args)) throw machine.refuse(`it calls ${callee.name} without a tuple of arguments`);
  machine.push(callee.call(args));
}

/** An object's attributes: none of those that are known here matter to the weights, so they are dropped. */
function build(machine: PickleMachine): void {
  machine.pop();
  const target = machine.top();
  if (!(target instanceof Map || target instanceof InertObject))
    throw machine.refuse('it gives attributes to something that has none');
}

function stackGlobal(machine: PickleMachine): void {
  const [module, name] = popPair(machine);
  if (typeof module !== 'string' || typeof name !== 'string') throw machine.refuse('it names no function');
  machine.push(machine.hooks.global(module, name));
}

function tuple(machine: PickleMachine, size: number): void {
  const items = Array.from({ length: size }, () => machine.pop());
  machine.push(items.reverse());
}

function dictionary(machine: PickleMachine): void {
  const items = machine.popToMark();
  machine.push(new Map());
  setItems(machine, items);
}

/** Operations of pickle protocols 2 to 5 by their code, as far as torch.save and its checkpoints use them. */
const operations = new Map<number, Operation>([
  [0x80, (m) => void m.uint8()], // PROTO
  [0x95, (m) => void m.uint64()], // FRAME
  [0x28, (m) => m.mark()], // MARK
  [0x30, (m) => void m.pop()], // POP
  [0x31, (m) => void m.popToMark()], // POP_MARK
  [0x32, (m) => m.push(m.top())], // DUP
  [0x4e, (m) => m.push(null)], // NONE
  [0x88, (m) => m.push(true)], // NEWTRUE
  [0x89, (m) => m.push(false)], // NEWFALSE
  [0x4a, (m) => m.push(m.int32())], // BININT
  [0x4b, (m) => m.push(m.uint8())], // BININT1
  [0x4d, (m) => m.push(m.uint16())], // BININT2
  [0x8a, (m) => m.push(m.long(m.uint8()))], // LONG1
  [0x8b, (m) => m.push(m.long(m.uint32()))], // LONG4
  [0x47, (m) => m.push(m.float64())], // BINFLOAT
  [0x58, (m) => m.push(m.text(m.uint32()))], // BINUNICODE
  [0x8c, (m) => m.push(m.text(m.uint8()))], // SHORT_BINUNICODE
  [0x8d, (m) => m.push(m.text(m.uint64()))], // BINUNICODE8
  [0x54, (m) => m.push(m.text(m.uint32()))], // BINSTRING, of Python 2
  [0x55, (m) => m.push(m.text(m.uint8()))], // SHORT_BINSTRING
  [0x42, (m) => m.push(m.bytes(m.uint32()))], // BINBYTES
  [0x43, (m) => m.push(m.bytes(m.uint8()))], // SHORT_BINBYTES
  [0x8e, (m) => m.push(m.bytes(m.uint64()))], // BINBYTES8
  [0x96, (m) => m.push(m.bytes(m.uint64()))], // BYTEARRAY8
  [0x5d, (m) => m.push([])], // EMPTY_LIST
  [0x6c, (m) => m.push(m.popToMark())], // LIST
  [0x61, (m) => append(m, [m.pop()])], // APPEND
  [0x65, (m) => append(m, m.popToMark())], // APPENDS
  [0x8f, (m) => m.push([])], // EMPTY_SET
  [0x90, (m) => append(m, m.popToMark())], // ADDITEMS
  [0x91, (m) => m.push(m.popToMark())], // FROZENSET
  [0x29, (m) => m.push([])], // EMPTY_TUPLE
  [0x74, (m) => m.push(m.popToMark())], // TUPLE
  [0x85, (m) => tuple(m, 1)], // TUPLE1
  [0x86, (m) => tuple(m, 2)], // TUPLE2
  [0x87, (m) => tuple(m, 3)], // TUPLE3
  [0x7d, (m) => m.push(new Map())], // EMPTY_DICT
  [0x64, dictionary], // DICT
  [0x73, (m) => setItems(m, popPair(m))], // SETITEM
  [0x75, (m) => setItems(m, m.popToMark())], // SETITEMS
  [0x68, (m) => m.recall(m.uint8())], // BINGET
  [0x6a, (m) => m.recall(m.uint32())], // LONG_BINGET
  [0x71, (m) => m.remember(m.uint8())], // BINPUT
  [0x72, (m) => m.remember(m.uint32())], // LONG_BINPUT
  [0x94, (m) => m.rememberNext()], // MEMOIZE
  [0x63, (m) => m.push(m.hooks.global(m.line(), m.line()))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, call], // REDUCE
  [0x81, call], // NEWOBJ
  [0x62, build], // BUILD
  [0x51, (m) => m.push(m.hooks.persistent(m.pop()))], // BINPERSID
]);

const stop = 0x2e;

/**
 * Reads the one pickle at the start of `bytes`: its value and where it ends; null where the bytes end before it
 * does. `file` is what messages call it. Throws a clear error for an operation or a name that is not allowed.
 */
export function readPickle(
  file: string,
  bytes: Uint8Array,
  hooks: PickleHooks,
): { value: unknown; end: number } | null {
  const machine = new PickleMachine(file, bytes, hooks);
  try {
    for (let code = machine.nextOperation(); code !== stop; code = machine.nextOperation()) {
      const operation = operations.get(code);
      if (operation === undefined)
        throw machine.refuse(`operation 0x${code.toString(16)} is not one that torch.save writes`);
      operation(machine);
    }
    return { value: machine.pop(), end: machine.position };
  } catch (error) {
    if (error instanceof PickleEndsEarly) return null;
    throw error;
  }
}

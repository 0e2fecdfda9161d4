import { failedError } from '../base/errors.ts';
import type { FodvidError } from '../base/errors.ts';

const memoryPattern = /out of memory|failed to allocate|bad[_ ]alloc|bad allocation|not enough memory/i;

/** Whether `error`, or what caused it, says that memory ran out: a smaller batch may work. */
export function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return memoryPattern.test(error.message) || isOutOfMemory(error.cause);
}

/** An error of ONNX Runtime as one for people, naming the operator where the runtime does. */
export function runtimeError(error: unknown, action: string, provider: string): FodvidError {
  const text = error instanceof Error ? error.message : String(error);
  const operator = /running (\w+) node/.exec(text)?.[1] ?? /Node:?\s*\(?'?(\w+)#/.exec(text)?.[1];
  const where = operator === undefined ? '' : ` at the operator ${operator}`;
  const reason = memoryPattern.test(text)
    ? 'memory ran out; a smaller batch or size may do'
    : (text.split('\n')[0] ?? text).trim();
  const message = `ONNX Runtime could not ${action} on '${provider}'${where}: ${reason}`;
  return failedError(message, operator === undefined ? {} : { operator }, { cause: error });
}

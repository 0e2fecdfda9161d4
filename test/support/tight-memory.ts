import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Rooms that are tried one after another, the largest first. */
const roomsMb = [400, 200, 100, 70, 50, 35, 25, 18, 12, 8];

/** Bytes of writable memory that this process has mapped. */
function mappedBytes(): number {
  const kilobytes = /VmData:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1];
  return Number(kilobytes) * 1024;
}

const limitData = (bytes: number | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(process.pid), `--data=${bytes}:`]);

/**
 * Calls `work` with less and less memory left to the process (Linux's RLIMIT_DATA) until it has said something by
 * `notify`; returns that and what it yielded. Throws what `work` throws.
 */
export async function withTightMemory<T>(
  work: (notify: (sentence: string) => void) => Promise<T>,
): Promise<{ readonly said: readonly string[]; readonly result: T }> {
  for (const roomMb of roomsMb) {
    const said: string[] = [];
    limitData(mappedBytes() + roomMb * 1e6);
    try {
      const result = await work((sentence) => said.push(sentence));
      if (said.length > 0) return { said, result };
    } finally {
      limitData('unlimited');
    }
  }
  throw new Error('there was memory enough each time');
}

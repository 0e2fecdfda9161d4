import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Leaves this process no more than `roomMb` beyond the writable memory that it has mapped (Linux's RLIMIT_DATA). */
export function leaveMemory(roomMb: number): void {
  const mappedKb = Number(/VmData:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]);
  const bytes = mappedKb * 1024 + roomMb * 1e6;
  execFileSync('prlimit', ['--pid', String(process.pid), `--data=${bytes}:`]);
}

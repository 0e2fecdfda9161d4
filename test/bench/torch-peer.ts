import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The interpreters that may have PyTorch: a path's own, and Debian's. */
const interpreters = ['python3', '/usr/bin/python3'];

/** An interpreter that imports torch; null where none does. */
export async function findTorch(): Promise<string | null> {
  for (const python of interpreters)
    try {
      await promisify(execFile)(python, ['-c', 'import torch']);
      return python;
    } catch {
      continue;
    }
  return null;
}

/** Runs a Python script (which prints one number last) and returns that number. Throws where it fails. */
export async function torchNumber(python: string, script: string, args: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)(python, ['-c', script, ...args]);
  return Number(stdout.trim().split('\n').at(-1));
}

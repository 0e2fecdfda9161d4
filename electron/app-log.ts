import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A log file that cannot grow without end. */
export interface AppLog {
  (line: string): void;
  readonly path: string;
}

const longestLine = 4_000;

/**
 * Appends lines with their time to `path`; a file of more than `limitBytes` becomes `<path>.old`, in place of the one
 * before. A log that cannot be written stops nothing.
 */
export function openAppLog(path: string, limitBytes = 2 ** 20): AppLog {
  let sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const write = (line: string): void => {
    const text = `${new Date().toISOString()} ${line.slice(0, longestLine).replaceAll('\n', '\n  ')}\n`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      if (sizeBytes > limitBytes) {
        renameSync(path, `${path}.old`);
        sizeBytes = 0;
      }
      // Synchronous, so that what is said last before a crash is there.
      appendFileSync(path, text);
      sizeBytes += Buffer.byteLength(text);
    } catch {
      // Nobody can be told: the log is where it would be told.
    }
  };
  return Object.assign(write, { path });
}

import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded into a child process (`--import`), writes its peak resident memory in bytes into the file that
 * PEAK_MEMORY_FILE names when it exits. Its threads count, its child processes do not.
 */
const path = process.env['PEAK_MEMORY_FILE'];
if (isMainThread && path !== undefined)
  process.on('exit', () => writeFileSync(path, String(process.resourceUsage().maxRSS * 1024)));

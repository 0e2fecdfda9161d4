import '../base/platform/no-telemetry.ts';
import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Tries in a thread of its own whether every native library can be loaded: null, or the sentence that names the one that
 * cannot. May be asked again: a library that is back is found.
 */
export async function missingLibrary(): Promise<string | null> {
  const probe = new Worker(new URL(`./library-probe${extname(import.meta.filename)}`, import.meta.url));
  try {
    const [reason] = (await Promise.race([once(probe, 'message'), once(probe, 'exit')])) as [unknown];
    if (reason === null) return null;
    return typeof reason === 'string' ? reason : 'A native library ended its thread.';
  } finally {
    await probe.terminate();
  }
}

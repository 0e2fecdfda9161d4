// A thread that loads the native libraries and tells whether that went well: a module that failed to load once fails in its
// thread ever after, so the main thread must not be the first to try.
import { parentPort } from 'node:worker_threads';
import { loadNativeLibraries } from './native-libraries.ts';

const reason = await loadNativeLibraries().then(
  () => null,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);
parentPort!.postMessage(reason);

import '../base/platform/no-telemetry.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';

/** Each library with native code, and a call that loads it and does the least that shows that it works. */
const libraries = {
  'better-sqlite3': async () => {
    const { default: Database } = await import('better-sqlite3');
    new Database(':memory:').close();
  },
  sharp: async () => {
    const { default: sharp } = await import('sharp');
    await sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
      .raw()
      .toBuffer();
  },
  'onnxruntime-node': async () => {
    const { listSupportedBackends } = await import('onnxruntime-node');
    listSupportedBackends();
  },
} as const;

/** Some packages answer with a page of advice; its first lines say what is wrong. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [told = ''] = text.split(/^Require stack:/m);
  const lines = told.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .slice(0, 2)
    .join(' ')
    .replace(/\.$/, '');
}

/** Loads every native library; throws a sentence that names the first one that cannot be loaded, and why. */
export async function loadNativeLibraries(): Promise<void> {
  for (const [name, load] of Object.entries(libraries))
    try {
      await load();
    } catch (error) {
      throw failedError(
        `The library ${name} cannot be loaded: ${reasonOf(error)}. Put the file back or install the app again, then try again.`,
        { words: errorWords('library-broken', { library: name, reason: reasonOf(error) }) },
        { cause: error },
      );
    }
}

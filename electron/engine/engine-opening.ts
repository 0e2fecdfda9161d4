import { loadNativeLibraries } from '../../native/app/native-libraries.ts';
import type { HostParent } from './engine-host.ts';
import { engineHostOptions } from './engine-messages.ts';
import type { FromEngine } from './engine-messages.ts';

/** How long the main process may take to end a process that told that it cannot work. */
const patienceMs = 2_000;

/**
 * Opens the engine in this process; `argument` is its JSON of `engineHostOptions`. Its modules are imported only after
 * every native library was loaded, so that a missing one is told by a sentence and not by an import that fails. `exit`
 * ends the process.
 */
export async function openEngineHost(
  parent: HostParent,
  argument: string | undefined,
  exit: (code: number) => void,
): Promise<void> {
  try {
    await loadNativeLibraries();
    const { runEngineHost } = await import('./engine-host.ts');
    await runEngineHost(parent, engineHostOptions.parse(JSON.parse(argument ?? 'null')), exit);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? message) : message}\n`);
    parent.postMessage({ kind: 'broken', message } satisfies FromEngine);
    // The main process ends this one once it has heard: a message of a process that exits at once may be lost.
    setTimeout(() => exit(1), patienceMs);
  }
}

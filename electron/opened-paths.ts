import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/**
 * The files and folders among a program's arguments, as absolute paths: what a file association, a drop on the icon or a
 * second start brings. Options and what does not exist are left out, and so is the app itself at `appPath`: in a checkout it
 * stands among the arguments, behind any switches (Electron's default_app/main.ts).
 */
export function pathsInArguments(args: readonly string[], folder: string, appPath: string): string[] {
  return args
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => (isAbsolute(argument) ? argument : resolve(folder, argument)))
    .filter((path) => path !== appPath && statSync(path, { throwIfNoEntry: false }) !== undefined);
}

/** Paths that were opened before the page could hear of them. */
export interface OpenedPaths {
  open(paths: readonly string[]): void;
  /** From now on they go to `listener`, those that wait at once; null: they wait again. */
  deliverTo(listener: ((paths: string[]) => void) | null): void;
}

/** Holds opened paths back until somebody takes them. */
export function createOpenedPaths(): OpenedPaths {
  const waiting: string[] = [];
  let listener: ((paths: string[]) => void) | null = null;
  const flush = () => {
    if (listener !== null && waiting.length > 0) listener(waiting.splice(0));
  };
  return {
    open(paths) {
      waiting.push(...paths);
      flush();
    },
    deliverTo(next) {
      listener = next;
      flush();
    },
  };
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeThenRename } from '../../base/atomic-file.ts';

/** The password of the queue of several computers, in a file of its own that only this user may read. */
export interface QueueSecret {
  read(): Promise<string | null>;
  /** Null forgets it. Throws where the file cannot be written. */
  write(password: string | null): Promise<void>;
}

/** The secret in the folder of the settings. */
export function queueSecret(settingsFolder: string): QueueSecret {
  const path = join(settingsFolder, 'queue-password');
  return {
    read: () => readFile(path, 'utf8').catch(() => null),
    async write(password) {
      if (password === null) await rm(path, { force: true });
      else
        await writeThenRename(path, (temporaryPath) => writeFile(temporaryPath, password, { mode: 0o600 }));
    },
  };
}

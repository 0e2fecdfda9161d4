import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';

function removedBy(end: (work: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-test-'));
  end(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A temporary folder for all tests of the calling file, removed after the last of them; call it at the file's top level. */
export const temporaryFolderOfFile = (): string => removedBy((work) => after(work));

/** A temporary folder that is removed when the test ends. */
export const temporaryFolder = (t: TestContext): string => removedBy((work) => t.after(work));

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';

/** A temporary folder for all tests of the calling file, removed after the last of them; call it at the file's top level. */
export function temporaryFolderOfFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const sharedFolder = join(import.meta.dirname, '..', '..', '..', 'shared');

/** The path of a reference file or folder, `golden('flowbench')` say; null where the folder is missing. */
export function golden(...parts: string[]): string | null {
  const path = join(sharedFolder, 'golden', ...parts);
  return existsSync(path) ? path : null;
}

/** The DAVIS 2016 root with JPEGImages/480p and Annotations/480p; null where it is missing. */
export function davisRoot(): string | null {
  const path = join(sharedFolder, 'davis16');
  return existsSync(join(path, 'JPEGImages')) ? path : null;
}

/** Declares a test over a reference folder; where that is missing, the test is skipped, and says so. */
export function goldenTest(
  name: string,
  path: string | null,
  body: (path: string) => void | Promise<void>,
): void {
  if (path === null)
    test(name, { skip: 'the reference values (../shared) are not on this machine' }, () => undefined);
  else test(name, () => body(path));
}

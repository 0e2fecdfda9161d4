// Where Electron's binary lies.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** npm's package electron, which fetches the binary by its script install.js. */
export const electronPackage = join(
  dirname(dirname(fileURLToPath(import.meta.url))),
  'node_modules',
  'electron',
);

/** The path of Electron's binary; null where it is not on the machine. */
export function electronBinary() {
  const pathFile = join(electronPackage, 'path.txt');
  if (!existsSync(pathFile)) return null;
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(electronPackage, 'dist');
  const binary = join(folder, readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : null;
}

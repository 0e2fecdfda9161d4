import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';

const sources = join(import.meta.dirname, '..', '..');
let known: string | null = null;

/** SHA-256 of this program's own sources (`native/`): two runs with the same one were made by the same program. */
export function programDigest(): string {
  if (known !== null) return known;
  const hash = createHash('sha256');
  const files = readdirSync(sources, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  for (const file of files)
    hash.update(file.slice(sources.length).replaceAll('\\', '/')).update(readFileSync(file));
  return (known = hash.digest('hex'));
}

/** The kind of machine, on which the last bits of floating-point results can depend. */
export const machineKind = (): string =>
  `${platform()} ${arch()}, ${cpus()[0]?.model ?? 'unknown processor'}`;

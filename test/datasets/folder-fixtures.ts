import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeMaskPng } from '../../native/raster/image-file.ts';
import type { Mask } from '../../native/raster/types.ts';

/** Writes files below `root`: masks as PNG, bytes and text as they are; the folders are made. */
export async function writeTree(
  root: string,
  files: Readonly<Record<string, Mask | Uint8Array | string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    const raw = typeof content === 'string' || content instanceof Uint8Array;
    writeFileSync(path, raw ? content : await encodeMaskPng(content));
  }
}

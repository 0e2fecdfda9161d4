import { readFileSync } from 'node:fs';
import { TEXTURE_SIDE, type Texture } from './textures.ts';

/** A thing cut out of its picture: `data` is RGBA [heightPx, widthPx, 4], 0..255, straight alpha. */
export interface Cutout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8Array;
}

/** Real pictures that scenes are made of beside what is drawn by formulas. */
export interface PictureBank {
  /** Seamless textures from photographs. */
  readonly photographs: readonly Texture[];
  /** Drawn and photographed things with their exact outlines. */
  readonly cutouts: readonly Cutout[];
}

const PHOTOGRAPH_BYTES = 3 * TEXTURE_SIDE * TEXTURE_SIDE;

/** A bank as one block of bytes: counts, the cutouts' sizes, then all pixels. */
export function encodePictureBank({ photographs, cutouts }: PictureBank): Uint8Array {
  const head = Uint32Array.from([
    photographs.length,
    cutouts.length,
    ...cutouts.flatMap(({ widthPx, heightPx }) => [widthPx, heightPx]),
  ]);
  const parts = [new Uint8Array(head.buffer), ...[...photographs, ...cutouts].map(({ data }) => data)];
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The bank in the bytes of `encodePictureBank`. */
export function decodePictureBank(bytes: Uint8Array): PictureBank {
  const own = bytes.slice();
  const word = (k: number) => new DataView(own.buffer).getUint32(4 * k, true);
  const counts = { photographs: word(0), cutouts: word(1) };
  let at = 4 * (2 + 2 * counts.cutouts);
  const take = (length: number) => own.subarray(at, (at += length));
  return {
    photographs: Array.from({ length: counts.photographs }, () => ({ data: take(PHOTOGRAPH_BYTES) })),
    cutouts: Array.from({ length: counts.cutouts }, (_, k) => {
      const [widthPx, heightPx] = [word(2 + 2 * k), word(3 + 2 * k)];
      return { widthPx, heightPx, data: take(4 * widthPx * heightPx) };
    }),
  };
}

let opened: { readonly path: string; readonly bank: PictureBank } | null = null;

/** The bank in a file, read once; null for no file. */
export function openPictureBank(path: string | null): PictureBank | null {
  if (path === null) return null;
  if (opened?.path !== path) opened = { path, bank: decodePictureBank(readFileSync(path)) };
  return opened.bank;
}

import { LRUCache } from 'lru-cache';

/** An encoded picture, as media answers carry it. */
export interface EncodedPicture {
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** The pictures that were used last, whose bytes together stay below a limit. */
export interface EncodedPictureCache {
  get(key: string): EncodedPicture | undefined;
  /** Does not count as a use. */
  has(key: string): boolean;
  set(key: string, picture: EncodedPicture): unknown;
}

/** Holds pictures of up to `limitBytes` in all; a larger one is not kept. */
export const createPictureCache = (limitBytes: number): EncodedPictureCache =>
  new LRUCache<string, EncodedPicture>({
    maxSize: limitBytes,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes.byteLength),
  });

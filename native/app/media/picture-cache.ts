/** An encoded picture, as media answers carry it. */
export interface Picture {
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/webp';
  readonly bytes: Uint8Array;
}

/** The last used pictures, whose bytes together stay below a limit. */
export interface PictureCache {
  get(key: string): Picture | undefined;
  /** Does not count as a use. */
  has(key: string): boolean;
  put(key: string, picture: Picture): void;
}

/** A map keeps the order of insertion: what is used moves to its end, what leaves is at its beginning. */
export function createPictureCache(limitBytes: number): PictureCache {
  const held = new Map<string, Picture>();
  let sizeBytes = 0;
  function drop(key: string): void {
    sizeBytes -= held.get(key)?.bytes.byteLength ?? 0;
    held.delete(key);
  }
  return {
    get(key) {
      const picture = held.get(key);
      if (picture === undefined) return undefined;
      held.delete(key);
      held.set(key, picture);
      return picture;
    },
    has: (key) => held.has(key),
    put(key, picture) {
      drop(key);
      held.set(key, picture);
      sizeBytes += picture.bytes.byteLength;
      for (const oldest of held.keys()) {
        if (sizeBytes <= limitBytes) return;
        drop(oldest);
      }
    },
  };
}

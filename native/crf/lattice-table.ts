/** Numbers that name a point of the lattice (`packedKey`). */
export const KEY_SIZE = 3;

/** Never an index: where a place of the table is free, or a point is not there. */
export const NONE = -1;

/**
 * A point's coordinates as three numbers of 32 bits: the first and second, the third and fourth, and the fifth; the last one
 * follows, for all sum to 0. Coordinates have 16 bits. The sum of two keys is the key of the sum of their coordinates.
 */
export const packedKey = (coordinates: ArrayLike<number>): readonly [number, number, number] => [
  (coordinates[0]! + (coordinates[1]! << 16)) | 0,
  (coordinates[2]! + (coordinates[3]! << 16)) | 0,
  coordinates[4]!,
];

/** Points of the permutohedral lattice by their keys: an open-addressing hash table that numbers them as they come. */
export class LatticeTable {
  #places: Int32Array;
  #keys: Int32Array;
  #count = 0;

  /** `expected` points need no growing. */
  constructor(expected: number) {
    const capacity = 2 ** Math.ceil(Math.log2(2 * Math.max(expected, 8)));
    this.#places = new Int32Array(capacity).fill(NONE);
    this.#keys = new Int32Array((capacity / 2 + 1) * KEY_SIZE);
  }

  get count(): number {
    return this.#count;
  }

  /** The keys of all points, [count, KEY_SIZE]. */
  get keys(): Int32Array {
    return this.#keys;
  }

  /** The number of the point of this key, which is added where it is new. */
  add(a: number, b: number, c: number): number {
    const place = this.#find(a, b, c);
    const known = this.#places[place]!;
    if (known !== NONE) return known;
    const index = this.#count++;
    this.#keys[index * KEY_SIZE] = a;
    this.#keys[index * KEY_SIZE + 1] = b;
    this.#keys[index * KEY_SIZE + 2] = c;
    this.#places[place] = index;
    if (2 * this.#count > this.#places.length) this.#grow();
    return index;
  }

  /** The number of the point of this key, or NONE. */
  lookUp(a: number, b: number, c: number): number {
    return this.#places[this.#find(a, b, c)]!;
  }

  /** The place of a key, or the free one that it would get. */
  #find(a: number, b: number, c: number): number {
    const places = this.#places;
    const keys = this.#keys;
    const mask = places.length - 1;
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let place = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const index = places[place]!;
      if (index === NONE) return place;
      const k = index * KEY_SIZE;
      if (keys[k] === a && keys[k + 1] === b && keys[k + 2] === c) return place;
      place = (place + 1) & mask;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const capacity = 2 * this.#places.length;
    this.#places = new Int32Array(capacity).fill(NONE);
    this.#keys = new Int32Array((capacity / 2 + 1) * KEY_SIZE);
    this.#keys.set(keys);
    for (let k = 0, index = 0; index < this.#count; index++, k += KEY_SIZE)
      this.#places[this.#find(keys[k]!, keys[k + 1]!, keys[k + 2]!)] = index;
  }
}

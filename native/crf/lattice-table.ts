/** Coordinates that name a point of the lattice; the last one follows, for all sum to 0. */
export const KEY_SIZE = 5;

/** Never an index: where a place of the table is free, or a point is not there. */
export const NONE = -1;

/**
 * Points of the permutohedral lattice by their coordinates: an open-addressing hash table that numbers them as they come.
 * Coordinates are integers of 16 bits.
 */
export class LatticeTable {
  #places: Int32Array;
  #keys: Int16Array;
  #count = 0;

  /** `expected` points need no growing. */
  constructor(expected: number) {
    const capacity = 2 ** Math.ceil(Math.log2(2 * Math.max(expected, 8)));
    this.#places = new Int32Array(capacity).fill(NONE);
    this.#keys = new Int16Array(capacity * KEY_SIZE);
  }

  get count(): number {
    return this.#count;
  }

  /** The coordinates of point `index`, from this offset of `keys` on. */
  get keys(): Int16Array {
    return this.#keys;
  }

  /** The number of the point of these coordinates, which is added where it is new. */
  add(key: Int16Array): number {
    const place = this.#find(key);
    const known = this.#places[place]!;
    if (known !== NONE) return known;
    const index = this.#count++;
    this.#keys.set(key, index * KEY_SIZE);
    this.#places[place] = index;
    if (2 * this.#count > this.#places.length) this.#grow();
    return index;
  }

  /** The number of the point of these coordinates, or NONE. */
  lookUp(key: Int16Array): number {
    return this.#places[this.#find(key)]!;
  }

  /** The place of a key, or the free one that it would get. */
  #find(key: Int16Array): number {
    const places = this.#places;
    const keys = this.#keys;
    const mask = places.length - 1;
    const [a, b, c, d, e] = [key[0]!, key[1]!, key[2]!, key[3]!, key[4]!];
    let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
    hash ^= Math.imul(d, 0x27d4eb2f) ^ Math.imul(e, 0x165667b1);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let place = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const index = places[place]!;
      if (index === NONE) return place;
      const k = index * KEY_SIZE;
      if (keys[k] === a && keys[k + 1] === b && keys[k + 2] === c && keys[k + 3] === d && keys[k + 4] === e)
        return place;
      place = (place + 1) & mask;
    }
  }

  #grow(): void {
    const keys = this.#keys;
    const capacity = 2 * this.#places.length;
    this.#places = new Int32Array(capacity).fill(NONE);
    this.#keys = new Int16Array(capacity * KEY_SIZE);
    this.#keys.set(keys);
    for (let index = 0; index < this.#count; index++)
      this.#places[this.#find(this.#keys.subarray(index * KEY_SIZE, (index + 1) * KEY_SIZE))] = index;
  }
}

/**
 * A seeded generator of random numbers (splitmix32 by Stafford's finaliser): the same numbers for the same seed on every
 * machine. Its state is one integer, so that a checkpoint can hold it.
 */
export class SeededRandom {
  #state: number;

  /** `seed` is any 32-bit integer, or a state that `state` gave. */
  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** What continues this sequence from here when given to the constructor. */
  get state(): number {
    return this.#state;
  }

  /** The next number in [0, 1), a multiple of 2^-32. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let bits = this.#state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  }

  /** The next integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  /** The next number of the standard normal distribution (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }
}

/** How pictures come, what they weigh, and how they go. */
export interface PictureLoader<P> {
  /** Fetches and decodes the picture of a key; rejects where there is none. */
  load(key: string, signal: AbortSignal): Promise<P>;
  sizeBytes(picture: P): number;
  /** Frees a picture that left the cache. */
  dispose(picture: P): void;
}

export interface PictureCacheLimits {
  readonly limitBytes: number;
  /** How many pictures are loaded at once. */
  readonly parallelLoads: number;
  /**
   * How many loads may be under way when one begins that is not urgent: a leap to another frame must find room. None
   * begins while something urgent is under way.
   */
  readonly parallelAhead: number;
}

/**
 * Decoded pictures within a limit of bytes. What is wanted is said as one list, most urgent first, and the newest list
 * wins: loads that have not begun follow it at once. Urgent loads under way are let end, so that fast scrubbing over
 * pictures that are not there yet still shows some of them; others end where they are not wanted any more. Pictures that nobody wants go first, least recently used first.
 */
export class PictureCache<P> {
  private readonly pictures = new Map<string, { readonly picture: P; readonly sizeBytes: number }>();
  private readonly loads = new Map<
    string,
    { readonly controller: AbortController; readonly urgent: boolean }
  >();
  private readonly failures = new Map<string, Error>();
  private readonly listeners = new Set<(key: string) => void>();
  private readonly source: PictureLoader<P>;
  private readonly limits: PictureCacheLimits;
  private ranks = new Map<string, number>();
  private urgentCount = 0;
  private usedBytes = 0;
  private closed = false;

  constructor(source: PictureLoader<P>, limits: PictureCacheLimits) {
    this.source = source;
    this.limits = limits;
  }

  /** The picture of a key where it is there, now the most recently used. */
  get(key: string): P | undefined {
    const entry = this.pictures.get(key);
    if (entry === undefined) return undefined;
    this.pictures.delete(key);
    this.pictures.set(key, entry);
    return entry.picture;
  }

  has(key: string): boolean {
    return this.pictures.has(key);
  }

  /** Why a picture did not come; it is not tried again before `forgetFailures`. */
  failure(key: string): Error | undefined {
    return this.failures.get(key);
  }

  forgetFailures(): void {
    this.failures.clear();
    this.startLoads();
  }

  /** Hears the key of each picture that came or failed. Returns a function that ends the listening. */
  onSettled(listener: (key: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Replaces what is wanted: most urgent first; the first `urgentCount` are waited for, the others are for later. */
  want(keys: readonly string[], urgentCount = keys.length): void {
    this.urgentCount = urgentCount;
    this.ranks = new Map();
    for (const key of keys) if (!this.ranks.has(key)) this.ranks.set(key, this.ranks.size);
    for (const [key, { controller, urgent }] of this.loads)
      if (!urgent && !this.ranks.has(key)) controller.abort();
    this.startLoads();
  }

  /** Drops every picture, ends every load. */
  close(): void {
    this.closed = true;
    for (const { controller } of this.loads.values()) controller.abort();
    for (const key of [...this.pictures.keys()]) this.drop(key);
    this.listeners.clear();
  }

  /** Bytes of the pictures that are there. */
  get sizeBytes(): number {
    return this.usedBytes;
  }

  /** How many of the keys, from the first on, are there without a gap. */
  readyAhead(keys: readonly string[]): number {
    const missing = keys.findIndex((key) => !this.pictures.has(key) && !this.failures.has(key));
    return missing < 0 ? keys.length : missing;
  }

  private startLoads(): void {
    if (this.closed) return;
    const isUrgent = (rank: number | undefined) => rank !== undefined && rank < this.urgentCount;
    for (const [key, rank] of this.ranks) {
      const isWaiting = () => [...this.loads.keys()].some((each) => isUrgent(this.ranks.get(each)));
      const { parallelLoads, parallelAhead } = this.limits;
      if (this.loads.size >= (isUrgent(rank) ? parallelLoads : isWaiting() ? 0 : parallelAhead)) return;
      if (this.pictures.has(key) || this.loads.has(key) || this.failures.has(key)) continue;
      if (!this.hasRoomFor(rank)) return;
      void this.load(key, isUrgent(rank));
    }
  }

  /** Whether a further picture fits beside the more urgent ones; without this the list's end would displace its middle. */
  private hasRoomFor(rank: number): boolean {
    if (this.pictures.size === 0) return true;
    const meanBytes = this.usedBytes / this.pictures.size;
    let keptBytes = meanBytes * (this.loads.size + 1);
    for (const [key, { sizeBytes }] of this.pictures)
      if ((this.ranks.get(key) ?? Infinity) < rank) keptBytes += sizeBytes;
    return keptBytes <= this.limits.limitBytes || rank === 0;
  }

  private async load(key: string, urgent: boolean): Promise<void> {
    const controller = new AbortController();
    this.loads.set(key, { controller, urgent });
    try {
      this.keep(key, await this.source.load(key, controller.signal));
    } catch (error) {
      if (!controller.signal.aborted)
        this.failures.set(key, error instanceof Error ? error : new Error(String(error)));
    }
    this.loads.delete(key);
    if (this.closed) return;
    if (this.pictures.has(key) || this.failures.has(key))
      for (const listener of [...this.listeners]) listener(key);
    this.startLoads();
  }

  private keep(key: string, picture: P): void {
    if (this.closed) {
      this.source.dispose(picture);
      return;
    }
    const sizeBytes = this.source.sizeBytes(picture);
    this.pictures.set(key, { picture, sizeBytes });
    this.usedBytes += sizeBytes;
    while (this.usedBytes > this.limits.limitBytes && this.pictures.size > 1) this.drop(this.leastUrgent());
  }

  /** The least recently used of the unwanted pictures; where all are wanted, the last of the list. */
  private leastUrgent(): string {
    let last = { key: '', rank: -1 };
    for (const key of this.pictures.keys()) {
      const rank = this.ranks.get(key);
      if (rank === undefined) return key;
      if (rank > last.rank) last = { key, rank };
    }
    return last.key;
  }

  private drop(key: string): void {
    const entry = this.pictures.get(key);
    if (entry === undefined) return;
    this.pictures.delete(key);
    this.usedBytes -= entry.sizeBytes;
    this.source.dispose(entry.picture);
  }
}

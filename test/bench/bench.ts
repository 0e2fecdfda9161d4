/** One measured figure: `ours` beside `peer`, both in `unit`, from the same run. */
export interface BenchRow {
  readonly name: string;
  readonly ours: number;
  /** Null where the peer is not installed, or the figure stands alone. */
  readonly peer: number | null;
  readonly unit: string;
  /** The largest ours / peer that the project allows; with no peer, the largest `ours`. */
  readonly limit?: number;
  readonly note?: string;
}

/** A benchmark: sets itself up, measures ours and its peers, and cleans up. */
export interface Bench {
  readonly name: string;
  run(): Promise<BenchRow[]>;
}

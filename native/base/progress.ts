import type { ProgressSlice } from './context.ts';

/** What is known of the work whenever one of its parts moves. */
export interface ProgressEvent {
  /** The part that moved (the stage) and the one that it is a part of (the clip); the same where there is none. */
  readonly clip: string;
  readonly stage: string;
  /** Units of the stage: frames, steps, bytes. */
  readonly done: number;
  readonly total: number;
  /** Of everything, 0..1. */
  readonly fraction: number;
  /** Seconds until everything is done; null until there is something to tell it from. */
  readonly etaSec: number | null;
  /** The stage's own smoothed speed and remaining time; null until meaningful. */
  readonly unitsPerSec: number | null;
  readonly stageEtaSec: number | null;
  readonly note: string | null;
}

/** A part of the work: either it reports its own units, or it is split into weighted parts that do. */
export interface ProgressNode extends ProgressSlice {
  /** Parts by name; their weights are their expected shares of the time. */
  split<Name extends string>(weights: Readonly<Record<Name, number>>): Readonly<Record<Name, ProgressNode>>;
  /** Parts that go by this one's name: for those that read along it is still one thing. */
  divide(weights: readonly number[]): readonly ProgressNode[];
  /** Nothing more comes from this part, failed or done: it counts as finished. */
  close(): void;
}

/** Seconds over which older speeds are forgotten, by a factor e. */
const smoothingSec = 8;
/** A speed counts once it is founded on that much time and that many reports. */
const meaningfulSec = 1;
const meaningfulReports = 2;
/** Other parts are judged by the time so far once it is founded on this share of the work, or on that much time. */
const foundedShare = 0.02;
const foundedSec = 20;

/**
 * The root of a progress tree. `onEvent` hears of every report; `now` gives milliseconds.
 * A part that turns out to be finished already (a resumed stage) simply reports its total at once.
 */
export function createProgress(
  onEvent: (event: ProgressEvent) => void,
  now: () => number = () => performance.now(),
): ProgressNode {
  const root: Part = new Part('', 1, null, now, (leaf) => onEvent(eventOf(root, leaf)));
  return root;
}

/** An exponentially smoothed speed in units per second. */
class Speed {
  #unitsPerSec = 0;
  #weight = 0;
  #reports = 0;
  #sec = 0;

  add(units: number, sec: number): void {
    if (sec <= 0) return;
    const kept = Math.exp(-sec / smoothingSec);
    this.#unitsPerSec = kept * this.#unitsPerSec + (1 - kept) * (units / sec);
    // The average starts at zero; dividing by the weight seen so far takes that bias out.
    this.#weight = kept * this.#weight + (1 - kept);
    this.#reports++;
    this.#sec += sec;
  }

  get value(): number | null {
    if (this.#reports < meaningfulReports || this.#sec < meaningfulSec) return null;
    return this.#unitsPerSec / this.#weight;
  }
}

class Part implements ProgressNode {
  readonly name: string;
  readonly weight: number;
  readonly parent: Part | null;
  children: readonly Part[] = [];
  done = 0;
  total = 0;
  note: string | null = null;
  spentSec = 0;
  readonly speed = new Speed();
  readonly #now: () => number;
  readonly #changed: (leaf: Part) => void;
  #lastMs: number;

  constructor(
    name: string,
    weight: number,
    parent: Part | null,
    now: () => number,
    changed: (leaf: Part) => void,
  ) {
    this.name = name;
    this.weight = weight;
    this.parent = parent;
    this.#now = now;
    this.#changed = changed;
    this.#lastMs = now();
  }

  split<Name extends string>(weights: Readonly<Record<Name, number>>) {
    const parts = Object.entries<number>(weights).map(
      ([name, weight]) => new Part(name, weight, this, this.#now, this.#changed),
    );
    this.children = parts;
    return Object.fromEntries(parts.map((part) => [part.name, part])) as unknown as Record<
      Name,
      ProgressNode
    >;
  }

  divide(weights: readonly number[]): readonly Part[] {
    this.children = weights.map((weight) => new Part(this.name, weight, this, this.#now, this.#changed));
    return this.children;
  }

  report(done: number, total: number, note?: string): void {
    const nowMs = this.#now();
    // The first report starts the clock: a stage may wait long for its turn.
    const sec = this.total === 0 ? 0 : (nowMs - this.#lastMs) / 1000;
    this.speed.add(done - this.done, sec);
    this.spentSec += sec;
    this.#lastMs = nowMs;
    this.done = done;
    this.total = total;
    this.note = note ?? null;
    this.#changed(this);
  }

  close(): void {
    this.children = [];
    this.done = this.total = Math.max(this.total, 1);
  }

  /** 0..1. */
  get fraction(): number {
    if (this.children.length === 0) return this.total > 0 ? Math.min(1, this.done / this.total) : 0;
    const weights = sum(this.children, (child) => child.weight);
    return weights > 0 ? sum(this.children, (child) => child.weight * child.fraction) / weights : 0;
  }

  get leaves(): Part[] {
    return this.children.length === 0 ? [this] : this.children.flatMap((child) => child.leaves);
  }

  /** This part's share of the whole, 0..1. */
  get share(): number {
    if (this.parent === null) return 1;
    const siblings = sum(this.parent.children, (child) => child.weight);
    return siblings > 0 ? (this.parent.share * this.weight) / siblings : 0;
  }

  /** Seconds to the end of this leaf by its own speed. */
  get ownEtaSec(): number | null {
    if (this.total > 0 && this.done >= this.total) return 0;
    const unitsPerSec = this.speed.value;
    return unitsPerSec === null || unitsPerSec <= 0 ? null : (this.total - this.done) / unitsPerSec;
  }
}

/** Leaves with a speed of their own tell their time; the others are judged by the time per share seen so far. */
function etaSec(root: Part): number | null {
  const leaves = root.leaves;
  const spentShare = sum(leaves, (leaf) => (leaf.spentSec > 0 ? leaf.share * leaf.fraction : 0));
  const spentSec = sum(leaves, (leaf) => leaf.spentSec);
  // Starting up, and stages of a moment, would foretell hours.
  const isFounded = spentSec >= meaningfulSec && (spentShare >= foundedShare || spentSec >= foundedSec);
  const secPerShare = isFounded && spentShare > 0 ? spentSec / spentShare : null;
  let eta = 0;
  for (const leaf of leaves) {
    const own = leaf.ownEtaSec;
    if (own === null && secPerShare === null) return null;
    eta += own ?? leaf.share * (1 - leaf.fraction) * secPerShare!;
  }
  return eta;
}

function eventOf(root: Part, leaf: Part): ProgressEvent {
  const { parent } = leaf;
  return {
    clip: parent === null || parent === root ? leaf.name : parent.name,
    stage: leaf.name,
    done: leaf.done,
    total: leaf.total,
    fraction: root.fraction,
    etaSec: etaSec(root),
    unitsPerSec: leaf.speed.value,
    stageEtaSec: leaf.ownEtaSec,
    note: leaf.note,
  };
}

const sum = <T>(items: readonly T[], value: (item: T) => number) =>
  items.reduce((total, item) => total + value(item), 0);

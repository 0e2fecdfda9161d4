import { SeededRandom } from '../base/seeded-random.ts';

/** What a farm is made of, for the simulator; times in seconds. */
export interface SimulatedFarm {
  readonly workers: number;
  /** Clips that wait at the beginning, each with its seconds of computing on a machine of speed 1 and its size. */
  readonly clips: readonly { readonly workSec: number; readonly sizeBytes: number }[];
  /** What a clip costs besides computing: starting its process, publishing. */
  readonly overheadSec: number;
  /** Of the share, for all workers together; results and sources pass through it. */
  readonly shareBytesPerSec: number;
  /** Failures of a worker per hour of work; a clip then starts again on another one after `lockSec`. */
  readonly failuresPerHour: number;
  readonly lockSec: number;
  /** How long a worker that failed stays away. */
  readonly repairSec: number;
  /** The share of clips whose work takes `stragglerFactor` times as long. */
  readonly stragglerShare: number;
  readonly stragglerFactor: number;
  /** How much of a clip's work survives a failure, 0..1: checkpoints. */
  readonly kept: number;
  readonly seed: number;
}

/** What the simulator foretells. */
export interface SimulatedEnd {
  readonly timeSec: number;
  /** Computing that was needed, over what the workers' time would have allowed. */
  readonly efficiency: number;
  readonly failures: number;
}

/** A heap of [time, value], the earliest first. */
class Schedule<T> {
  readonly #items: [number, T][] = [];

  get size(): number {
    return this.#items.length;
  }

  push(time: number, value: T): void {
    const items = this.#items;
    let at = items.push([time, value]) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (items[parent]![0] <= items[at]![0]) break;
      [items[parent], items[at]] = [items[at]!, items[parent]!];
      at = parent;
    }
  }

  pop(): [number, T] | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (first === undefined || last === undefined || items.length === 0) return first;
    items[0] = last;
    for (let at = 0; ;) {
      const left = 2 * at + 1;
      if (left >= items.length) return first;
      const least = left + 1 < items.length && items[left + 1]![0] < items[left]![0] ? left + 1 : left;
      if (items[at]![0] <= items[least]![0]) return first;
      [items[at], items[least]] = [items[least]!, items[at]!];
      at = least;
    }
  }
}

/**
 * Plays a farm through, event by event: every worker that is free takes the next clip, reads it from the share, computes,
 * and publishes. The share is a pipe that serves one transfer after the other. Deterministic for a seed; a million clips
 * take seconds.
 */
export function simulateFarm(farm: SimulatedFarm): SimulatedEnd {
  const generator = new SeededRandom(farm.seed);
  const random = () => generator.next();
  const free = new Schedule<number>();
  for (let worker = 0; worker < farm.workers; worker++) free.push(0, worker);
  const again = new Schedule<{ readonly leftSec: number; readonly sizeBytes: number }>();
  let shareFreeSec = 0;
  let endSec = 0;
  let neededSec = 0;
  let failures = 0;
  let next = 0;

  const transfer = (fromSec: number, bytes: number) => {
    const startSec = Math.max(fromSec, shareFreeSec);
    shareFreeSec = startSec + bytes / farm.shareBytesPerSec;
    return shareFreeSec;
  };

  while (next < farm.clips.length || again.size > 0) {
    const [freeSec, worker] = free.pop()!;
    let startSec = freeSec;
    let clip: { readonly leftSec: number; readonly sizeBytes: number };
    if (next < farm.clips.length) {
      const { workSec, sizeBytes } = farm.clips[next++]!;
      const leftSec = workSec * (random() < farm.stragglerShare ? farm.stragglerFactor : 1);
      neededSec += leftSec;
      clip = { leftSec, sizeBytes };
    } else {
      const [readySec, returned] = again.pop()!;
      startSec = Math.max(startSec, readySec);
      clip = returned;
    }
    const beginSec = transfer(startSec, clip.sizeBytes);
    const busySec = clip.leftSec + farm.overheadSec;
    const failsAfterSec =
      farm.failuresPerHour > 0 ? (-Math.log(1 - random()) * 3600) / farm.failuresPerHour : Infinity;
    if (failsAfterSec < busySec) {
      failures++;
      const doneSec = Math.max(failsAfterSec - farm.overheadSec, 0) * farm.kept;
      const failSec = beginSec + failsAfterSec;
      again.push(failSec + farm.lockSec, { leftSec: clip.leftSec - doneSec, sizeBytes: clip.sizeBytes });
      free.push(failSec + farm.repairSec, worker);
      continue;
    }
    const finishedSec = beginSec + busySec;
    endSec = Math.max(endSec, finishedSec);
    free.push(finishedSec, worker);
  }
  const efficiency = endSec === 0 ? 1 : neededSec / (endSec * farm.workers);
  return { timeSec: endSec, efficiency, failures };
}

/** The fewest workers with which the farm is through in `withinSec`; null where even `most` are too few. */
export function fewestWorkers(
  farm: Omit<SimulatedFarm, 'workers'>,
  withinSec: number,
  most = 10_000,
): { readonly workers: number; readonly end: SimulatedEnd } | null {
  const tried = (workers: number) => simulateFarm({ ...farm, workers });
  if (tried(most).timeSec > withinSec) return null;
  let [low, high] = [0, most];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (tried(middle).timeSec <= withinSec) high = middle;
    else low = middle;
  }
  return { workers: high, end: tried(high) };
}

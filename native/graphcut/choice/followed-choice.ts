import { clampUnit } from '../../base/numbers.ts';
import type { FramePart } from './frame-parts.ts';
import { patchOverlap, patchSet, type PatchSet } from './patch-set.ts';
import type { PatchWarp } from '../patch-warp.ts';

/** One frame of a shot, as a choice is followed through it. */
export interface ShotFrame {
  /** What may be the object; the automatic choice is the first. */
  readonly parts: readonly FramePart[];
  /** The patches' appearance features, [N, D] of any length. */
  readonly appearance: { readonly data: Float32Array | Float16Array; readonly dim: number };
  /** Brings masks of the frame before, and of the frame after, here; null at the shot's ends. */
  readonly fromPrevious: PatchWarp | null;
  readonly fromNext: PatchWarp | null;
}

/** What was chosen, and where. */
export interface Choice {
  /** The frame's place in the shot. */
  readonly frame: number;
  /** How far each patch of that frame belongs to it, [N] of 0..1. */
  readonly soft: Float32Array;
}

/** Weights beside the overlap of neighbours (0..1): of looking like what was chosen, and of what the run itself chose. */
const APPEARANCE_WEIGHT = 1;
const AUTOMATIC_WEIGHT = 1;
/** Overlap with the run's own choice from which the chosen thing counts as nearly the same, so that the run's choice helps elsewhere. */
const NEARLY_AUTOMATIC = 0.8;
/** A part that overlaps so far with what the flow carries on corrects it; by the rest above that, at most by 0.7. */
const CORRECTS_FROM = 0.3;
/** Correcting blurs; this keeps a carried mask from fading. */
const SHARPENING = 1.3;
/** What a frame's own part counts in the mean with its neighbours'. */
const OWN_WEIGHT = 2;

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The mean appearance of some patches, of unit length. */
function signature({ data, dim }: ShotFrame['appearance'], { words }: PatchSet): Float32Array {
  const sum = new Float32Array(dim);
  const nodes = data.length / dim;
  for (let node = 0; node < nodes; node++) {
    if ((words[node >> 5]! & (1 << (node & 31))) === 0) continue;
    for (let d = 0; d < dim; d++) sum[d]! += data[node * dim + d]!;
  }
  const length = Math.sqrt(dot(sum, sum));
  return length === 0 ? sum : sum.map((value) => value / length);
}

/** A part with what following compares: its appearance, and its patches brought to the frame after. */
interface FollowedPart extends FramePart {
  readonly signature: Float32Array;
  readonly ahead: PatchSet | null;
}

/** The place of the largest number. */
const largestOf = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** Follows choices through one shot; what all of them share is computed once. */
export class ShotFollower {
  readonly #frames: readonly ShotFrame[];
  readonly #parts: readonly (readonly FollowedPart[])[];
  /** Overlap of part i of the frame before with part j of frame t: `#overlaps[t][i][j]`. */
  readonly #overlaps: readonly (readonly Float32Array[])[];

  /** `frames` are all frames of the shot, in order. */
  constructor(frames: readonly ShotFrame[]) {
    this.#frames = frames;
    this.#parts = frames.map(({ parts }, t) => parts.map((part) => this.#followed(t, part)));
    this.#overlaps = this.#parts.map((parts, t) =>
      t === 0
        ? []
        : this.#parts[t - 1]!.map(({ ahead }) =>
            Float32Array.from(parts, ({ patches }) => patchOverlap(ahead!, patches)),
          ),
    );
  }

  #followed(t: number, part: FramePart): FollowedPart {
    const next = this.#frames[t + 1]?.fromPrevious ?? null;
    return {
      ...part,
      signature: signature(this.#frames[t]!.appearance, part.patches),
      ahead: next === null ? null : patchSet(next(part.soft)),
    };
  }

  /**
   * The chosen thing in every frame of the shot, [N] of 0..1 each: of each frame the part that agrees best with the
   * warped part of the frame before, looks like what was chosen and (as far as that was the run's own choice) is what the
   * run chose, over the whole shot, by dynamic programming.
   */
  follow({ frame, soft }: Choice): Float32Array[] {
    const carried = this.#carry(frame, soft);
    const added = carried.map((mask, t) => this.#followed(t, { soft: mask, patches: patchSet(mask) }));
    const chosen = added[frame]!;
    const own = patchOverlap(chosen.patches, this.#parts[frame]![0]!.patches);
    const trust = AUTOMATIC_WEIGHT * Math.max(0, (own - NEARLY_AUTOMATIC) / (1 - NEARLY_AUTOMATIC));
    const supports = this.#parts.map((parts, t) => {
      if (t === frame) return [...parts.map(() => -Infinity), 0];
      const automatic = parts[0]!.patches;
      return [...parts, added[t]!].map(
        (part) =>
          APPEARANCE_WEIGHT * dot(part.signature, chosen.signature) +
          trust * patchOverlap(part.patches, automatic),
      );
    });
    return this.#smoothed(this.#bestPath(supports, added));
  }

  /** The chosen mask carried along the flow from frame to frame, each time drawn towards the part that fits it best. */
  #carry(frame: number, soft: Float32Array): Float32Array[] {
    const carried: Float32Array[] = [];
    carried[frame] = soft;
    for (let t = frame + 1; t < this.#frames.length; t++)
      carried[t] = this.#corrected(t, this.#frames[t]!.fromPrevious!(carried[t - 1]!));
    for (let t = frame - 1; t >= 0; t--)
      carried[t] = this.#corrected(t, this.#frames[t]!.fromNext!(carried[t + 1]!));
    return carried;
  }

  #corrected(t: number, carried: Float32Array): Float32Array {
    const patches = patchSet(carried);
    const overlaps = this.#parts[t]!.map((part) => patchOverlap(part.patches, patches));
    const best = largestOf(overlaps);
    const share = Math.max(0, overlaps[best]! - CORRECTS_FROM);
    const part = this.#parts[t]![best]!.soft;
    return carried.map((value, node) =>
      clampUnit(0.5 + SHARPENING * ((1 - share) * value + share * part[node]! - 0.5)),
    );
  }

  /** The parts (the last of each frame is the added one) whose supports and overlaps sum up to most, by Viterbi's algorithm. */
  #bestPath(supports: readonly (readonly number[])[], added: readonly FollowedPart[]): Float32Array[] {
    const cameFrom: number[][] = [];
    let sums = [...supports[0]!];
    for (let t = 1; t < supports.length; t++) {
      const overlap = (from: number, to: number): number => {
        const [last, here] = [this.#parts[t - 1]!, this.#parts[t]!];
        if (from < last.length && to < here.length) return this.#overlaps[t]![from]![to]!;
        const before = last[from] ?? added[t - 1]!;
        return patchOverlap(before.ahead!, (here[to] ?? added[t]!).patches);
      };
      const before = sums;
      const steps: number[] = [];
      sums = supports[t]!.map((support, to) => {
        let [best, from] = [-Infinity, 0];
        for (let i = 0; i < before.length; i++) {
          const sum = before[i]! + (before[i] === -Infinity ? 0 : overlap(i, to));
          if (sum > best) [best, from] = [sum, i];
        }
        steps.push(from);
        return best + support;
      });
      cameFrom[t] = steps;
    }
    const path: Float32Array[] = [];
    let at = largestOf(sums);
    for (let t = supports.length - 1; t >= 0; t--) {
      path[t] = (this.#parts[t]![at] ?? added[t]!).soft;
      at = cameFrom[t]?.[at] ?? 0;
    }
    return path;
  }

  /** Each frame's mask in the mean with its warped neighbours'. */
  #smoothed(path: readonly Float32Array[]): Float32Array[] {
    return path.map((own, t) => {
      const { fromPrevious, fromNext } = this.#frames[t]!;
      const around = [
        ...(fromPrevious === null ? [] : [fromPrevious(path[t - 1]!)]),
        ...(fromNext === null ? [] : [fromNext(path[t + 1]!)]),
      ];
      const total = OWN_WEIGHT + around.length;
      return own.map(
        (value, node) => around.reduce((sum, mask) => sum + mask[node]!, OWN_WEIGHT * value) / total,
      );
    });
  }

  /** How well a sequence of masks of this shot agrees from frame to frame, 0..1: the mean overlap with the warped frame before. */
  agreement(masks: readonly Float32Array[]): number {
    if (masks.length < 2) return 1;
    let sum = 0;
    for (let t = 1; t < masks.length; t++)
      sum += patchOverlap(patchSet(this.#frames[t]!.fromPrevious!(masks[t - 1]!)), patchSet(masks[t]!));
    return sum / (masks.length - 1);
  }
}

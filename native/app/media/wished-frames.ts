import type { VideoClip } from '../../video/clip.ts';
import { type JpegFrame, seekJpegs } from '../../video/seek-frames.ts';
import { createTurns } from '../../base/turns.ts';

/** Where decoded frames go, and which are there. */
export interface FrameShelf {
  isKnown(clip: VideoClip, index: number): boolean;
  keep(clip: VideoClip, frame: JpegFrame): void;
  /** Called where the next frame may not come soon. */
  settle(): void;
}

/** Decodes frames of videos in the order in which people wish for them. */
export interface WishedFrames {
  /** Resolves when the frame lies on the shelf: true; false where the video no longer has it, or nobody waits any more. */
  wish(clip: VideoClip, index: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Pixels of the frames that are soon there: waiting for them is faster than jumping to them. */
const soonPixels = 24 * 1920 * 1080;
const mostSoonFrames = 64;
/** A wish so near to what is being decoded comes from fetching ahead around it, one further away from a person's leap. */
const nearFrames = 16;
/** So many frames are decoded by one jump at least: whoever steps backwards wants those before next. */
const jumpFrames = 8;
/** How far around the last wish everything is decoded when nobody wishes for anything else. */
const reachFrames = 240;

interface Wish {
  readonly index: number;
  readonly settle: (isThere: boolean) => void;
}

/** Frames `next` up to and without `toIndex`, which ffmpeg is decoding. */
interface Stretch {
  readonly fromIndex: number;
  readonly toIndex: number;
  next: number;
  /** The last frame that somebody waited for. */
  wanted: number;
  readonly controller: AbortController;
}

/** What goes on in one video. */
interface Lane {
  readonly clip: VideoClip;
  /** The newest at the end. */
  wishes: Wish[];
  stretch: Stretch | null;
  /** The frame wished for last. */
  around: number;
  /** How many of the frames around that one have been seen to; infinite where only wishes count. */
  passed: number;
  readonly ended: Promise<void>;
}

const soonFrames = ({ widthPx, heightPx }: VideoClip) =>
  Math.min(Math.max(Math.floor(soonPixels / (widthPx * heightPx)), 1), mostSoonFrames);

/**
 * The newest wish wins: a leap ends what is being decoded elsewhere in its video, the older wishes come after it. What is
 * decoded goes on from each wish, and around it, until the next one comes: whoever looks at a video goes on looking. One
 * ffmpeg works for a video, two altogether.
 */
export function createWishedFrames(shelf: FrameShelf): WishedFrames {
  const lanes = new Map<string, Lane>();
  const turns = createTurns(2);
  let closed = false;

  const laneKey = ({ path, digest }: VideoClip) => `${digest}/${path}`;

  const isSoon = ({ clip }: Lane, { next, toIndex }: Stretch, index: number) =>
    next <= index && index < Math.min(toIndex, next + soonFrames(clip));

  const isWaitedFor = (lane: Lane, stretch: Stretch) =>
    lane.wishes.some(({ index }) => isSoon(lane, stretch, index));

  /** Whether a wish should not wait for what is being decoded. */
  function isLeap(lane: Lane, stretch: Stretch, index: number): boolean {
    if (isSoon(lane, stretch, index)) return false;
    if (!isWaitedFor(lane, stretch) && stretch.next - stretch.wanted > jumpFrames) return true;
    const nearEnd = stretch.next + soonFrames(lane.clip) + nearFrames;
    return index < stretch.fromIndex - nearFrames || index >= nearEnd;
  }

  function stretchOf(fromIndex: number, toIndex: number, wanted: number): Stretch {
    return { fromIndex, toIndex, next: fromIndex, wanted, controller: new AbortController() };
  }

  /**
   * From the newest wish on, or from the first of those shortly before it, which came in the same moment. Where only a few
   * frames are missing before one that is there it begins earlier: that is a person who steps backwards.
   */
  function wishedStretch({ clip, wishes }: Lane, newest: number): Stretch {
    const isBeside = (index: number) => newest - nearFrames <= index && index <= newest;
    const wanted = Math.min(...wishes.map(({ index }) => index).filter(isBeside));
    const end = Math.min(clip.frameCount, newest + reachFrames);
    let toIndex = newest + 1;
    while (toIndex < end && toIndex - wanted < jumpFrames && !shelf.isKnown(clip, toIndex)) toIndex++;
    const isGap = toIndex < end && shelf.isKnown(clip, toIndex);
    let fromIndex = wanted;
    while (isGap && fromIndex > 0 && toIndex - fromIndex < jumpFrames && !shelf.isKnown(clip, fromIndex - 1))
      fromIndex--;
    return stretchOf(fromIndex, isGap ? toIndex : end, wanted);
  }

  /** The next frames around the last wish that are not there, first those after it; null where all are. */
  function stretchAround(lane: Lane): Stretch | null {
    const { clip, around } = lane;
    const first = Math.max(0, around - reachFrames);
    const end = Math.min(clip.frameCount, around + reachFrames);
    const count = end - first;
    for (; lane.passed < count; lane.passed++) {
      const index = first + ((around - first + lane.passed) % count);
      if (!shelf.isKnown(clip, index)) return stretchOf(index, index < around ? around : end, index);
    }
    lane.passed = Infinity;
    return null;
  }

  function settle(lane: Lane, index: number, isThere: boolean): void {
    const settled = lane.wishes.filter((wish) => wish.index === index);
    lane.wishes = lane.wishes.filter((wish) => wish.index !== index);
    for (const wish of settled) wish.settle(isThere);
  }

  /** Whether other wishes have waited long enough for this stretch, in which nobody waits for anything. */
  const givesWay = (lane: Lane, stretch: Stretch) =>
    lane.wishes.length > 0 && !isWaitedFor(lane, stretch) && stretch.next - stretch.wanted > jumpFrames;

  /** Resolves with whether it came to where it should end: others have waited long enough, or the next frame is there. */
  async function decode(lane: Lane, stretch: Stretch): Promise<boolean> {
    const { clip } = lane;
    const { widthPx, heightPx } = clip;
    const { fromIndex, toIndex, controller } = stretch;
    const options = { size: { widthPx, heightPx }, fromIndex, toIndex };
    const context = { signal: controller.signal, progress: { report: () => undefined } };
    for await (const frame of seekJpegs(clip, options, context)) {
      shelf.keep(clip, frame);
      stretch.next = frame.index + 1;
      if (lane.wishes.some(({ index }) => index === frame.index)) stretch.wanted = frame.index;
      settle(lane, frame.index, true);
      if (givesWay(lane, stretch) || shelf.isKnown(clip, stretch.next)) return true;
    }
    return stretch.next === toIndex;
  }

  /** Decodes what is most wanted now. */
  async function decodeNext(lane: Lane): Promise<void> {
    const newest = lane.wishes.at(-1);
    const stretch = newest === undefined ? stretchAround(lane) : wishedStretch(lane, newest.index);
    if (stretch === null) return;
    lane.stretch = stretch;
    // Whatever is wrong with the video: a frame that does not come is one that is not there.
    const isWhole = await decode(lane, stretch).catch(() => false);
    lane.stretch = null;
    shelf.settle();
    if (stretch.controller.signal.aborted) return;
    if (newest === undefined) lane.passed += stretch.next - stretch.fromIndex;
    if (isWhole) return;
    lane.passed = Infinity;
    for (const { index } of lane.wishes)
      if (stretch.next <= index && index < stretch.toIndex) settle(lane, index, false);
  }

  async function work(lane: Lane): Promise<void> {
    while (!closed && (lane.wishes.length > 0 || lane.passed < Infinity))
      await turns.take(() => decodeNext(lane));
    lanes.delete(laneKey(lane.clip));
  }

  /** The lane of a video; from now on nothing is decoded around earlier wishes in others. */
  function laneOf(clip: VideoClip, index: number): Lane {
    for (const other of lanes.values()) {
      if (laneKey(other.clip) === laneKey(clip)) continue;
      other.passed = Infinity;
      if (other.wishes.length === 0) other.stretch?.controller.abort();
    }
    const known = lanes.get(laneKey(clip));
    if (known !== undefined) return Object.assign(known, { around: index, passed: 0 });
    const wished = Promise.withResolvers<undefined>();
    const ended = wished.promise.then(() => work(lane));
    const lane: Lane = { clip, wishes: [], stretch: null, around: index, passed: 0, ended };
    lanes.set(laneKey(clip), lane);
    wished.resolve(undefined);
    return lane;
  }

  return {
    wish(clip, index, signal) {
      if (closed || signal.aborted) return Promise.resolve(false);
      const lane = laneOf(clip, index);
      if (lane.stretch !== null && isLeap(lane, lane.stretch, index)) lane.stretch.controller.abort();
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const giveUp = () => {
        lane.wishes = lane.wishes.filter((one) => one !== wish);
        resolve(false);
      };
      const wish: Wish = {
        index,
        settle(isThere) {
          signal.removeEventListener('abort', giveUp);
          resolve(isThere);
        },
      };
      lane.wishes.push(wish);
      signal.addEventListener('abort', giveUp, { once: true });
      return promise;
    },
    async close() {
      closed = true;
      const open = [...lanes.values()];
      for (const lane of open) {
        lane.stretch?.controller.abort();
        for (const { index } of lane.wishes) settle(lane, index, false);
      }
      await Promise.all(open.map(({ ended }) => ended));
    },
  };
}

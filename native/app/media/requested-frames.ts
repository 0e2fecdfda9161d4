import type { VideoClip } from '../../video/clip.ts';
import { type JpegFrame, seekJpegs } from '../../video/seek-frames.ts';
import { silentProgress } from '../../base/context.ts';
import { createTurns } from '../../base/turns.ts';

/** Where decoded frames are kept. */
export interface FrameCache {
  isKnown(clip: VideoClip, index: number): boolean;
  keep(clip: VideoClip, frame: JpegFrame): void;
  /** Called where the next frame may not come soon. */
  settle(): void;
}

/** Decodes frames of videos in the order in which they are requested. */
export interface RequestedFrames {
  /** Resolves with true when the frame is in the cache, with false where the video no longer has it, or nobody waits any more. */
  request(clip: VideoClip, index: number, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
}

/** Pixels of the frames that are soon there: waiting for them is faster than jumping to them. */
const soonPixels = 24 * 1920 * 1080;
const mostSoonFrames = 64;
/** A request this near to what is being decoded comes from prefetching; one further away from a person's jump. */
const nearFrames = 16;
/** So many frames are decoded by one jump at least: whoever steps backwards wants those before next. */
const jumpFrames = 8;
/** How far around the last request frames are decoded while nothing else is requested. */
const reachFrames = 240;

interface FrameRequest {
  readonly index: number;
  readonly settle: (isThere: boolean) => void;
}

/** Frames `next` up to and without `toIndex`, which ffmpeg is decoding. */
interface DecodingRange {
  readonly fromIndex: number;
  readonly toIndex: number;
  next: number;
  /** The last frame that somebody waited for. */
  wanted: number;
  readonly controller: AbortController;
}

/** The open requests for one video. */
interface VideoQueue {
  readonly clip: VideoClip;
  /** The newest at the end. */
  requests: FrameRequest[];
  range: DecodingRange | null;
  /** The frame requested last. */
  around: number;
  /** How many of the frames around that one were looked up; infinite where only requests count. */
  passed: number;
  readonly ended: Promise<void>;
}

const soonFrames = ({ widthPx, heightPx }: VideoClip) =>
  Math.min(Math.max(Math.floor(soonPixels / (widthPx * heightPx)), 1), mostSoonFrames);

/**
 * The newest request wins: a leap ends what is being decoded elsewhere in its video, the older requests come after it. What is
 * decoded goes on from each request, and around it, until the next one comes: whoever looks at a video goes on looking. One
 * ffmpeg works for a video, two altogether.
 */
export function createRequestedFrames(cache: FrameCache): RequestedFrames {
  const queues = new Map<string, VideoQueue>();
  const turns = createTurns(2);
  let closed = false;

  // Frames are counted from the part that is shown: parts of one video wait in queues of their own.
  const videoKey = ({ path, digest, part, frameCount }: VideoClip) =>
    `${digest}/${part?.firstFrame ?? 0}-${frameCount}/${path}`;

  const isSoon = ({ clip }: VideoQueue, { next, toIndex }: DecodingRange, index: number) =>
    next <= index && index < Math.min(toIndex, next + soonFrames(clip));

  const isWaitedFor = (queue: VideoQueue, range: DecodingRange) =>
    queue.requests.some(({ index }) => isSoon(queue, range, index));

  /** Whether a request should not wait for what is being decoded. */
  function isLeap(queue: VideoQueue, range: DecodingRange, index: number): boolean {
    if (isSoon(queue, range, index)) return false;
    if (!isWaitedFor(queue, range) && range.next - range.wanted > jumpFrames) return true;
    const nearEnd = range.next + soonFrames(queue.clip) + nearFrames;
    return index < range.fromIndex - nearFrames || index >= nearEnd;
  }

  function rangeOf(fromIndex: number, toIndex: number, wanted: number): DecodingRange {
    return { fromIndex, toIndex, next: fromIndex, wanted, controller: new AbortController() };
  }

  /**
   * From the newest request on, or from the first of those shortly before it, which came in the same moment. Where only a few
   * frames are missing before one that is there it begins earlier: that is a person who steps backwards.
   */
  function requestedRange({ clip, requests }: VideoQueue, newest: number): DecodingRange {
    const isBeside = (index: number) => newest - nearFrames <= index && index <= newest;
    const wanted = Math.min(...requests.map(({ index }) => index).filter(isBeside));
    const end = Math.min(clip.frameCount, newest + reachFrames);
    let toIndex = newest + 1;
    while (toIndex < end && toIndex - wanted < jumpFrames && !cache.isKnown(clip, toIndex)) toIndex++;
    const isGap = toIndex < end && cache.isKnown(clip, toIndex);
    let fromIndex = wanted;
    while (isGap && fromIndex > 0 && toIndex - fromIndex < jumpFrames && !cache.isKnown(clip, fromIndex - 1))
      fromIndex--;
    return rangeOf(fromIndex, isGap ? toIndex : end, wanted);
  }

  /** The next frames around the last request that are not there, first those after it; null where all are. */
  function rangeAround(queue: VideoQueue): DecodingRange | null {
    const { clip, around } = queue;
    const first = Math.max(0, around - reachFrames);
    const end = Math.min(clip.frameCount, around + reachFrames);
    const count = end - first;
    for (; queue.passed < count; queue.passed++) {
      const index = first + ((around - first + queue.passed) % count);
      if (!cache.isKnown(clip, index)) return rangeOf(index, index < around ? around : end, index);
    }
    queue.passed = Infinity;
    return null;
  }

  function settle(queue: VideoQueue, index: number, isThere: boolean): void {
    const settled = queue.requests.filter((request) => request.index === index);
    queue.requests = queue.requests.filter((request) => request.index !== index);
    for (const request of settled) request.settle(isThere);
  }

  /** Whether other requests have waited long enough for this range, in which nobody waits for anything. */
  const givesWay = (queue: VideoQueue, range: DecodingRange) =>
    queue.requests.length > 0 && !isWaitedFor(queue, range) && range.next - range.wanted > jumpFrames;

  /** Resolves with whether it came to where it should end: others have waited long enough, or the next frame is there. */
  async function decode(queue: VideoQueue, range: DecodingRange): Promise<boolean> {
    const { clip } = queue;
    const { widthPx, heightPx } = clip;
    const { fromIndex, toIndex, controller } = range;
    const options = { size: { widthPx, heightPx }, fromIndex, toIndex };
    const context = { signal: controller.signal, progress: silentProgress };
    for await (const frame of seekJpegs(clip, options, context)) {
      cache.keep(clip, frame);
      range.next = frame.index + 1;
      if (queue.requests.some(({ index }) => index === frame.index)) range.wanted = frame.index;
      settle(queue, frame.index, true);
      if (givesWay(queue, range) || cache.isKnown(clip, range.next)) return true;
    }
    return range.next === toIndex;
  }

  /** Decodes what is most wanted now. */
  async function decodeNext(queue: VideoQueue): Promise<void> {
    const newest = queue.requests.at(-1);
    const range = newest === undefined ? rangeAround(queue) : requestedRange(queue, newest.index);
    if (range === null) return;
    queue.range = range;
    // Whatever is wrong with the video: a frame that does not come is one that is not there.
    const isWhole = await decode(queue, range).catch(() => false);
    queue.range = null;
    cache.settle();
    if (range.controller.signal.aborted) return;
    if (newest === undefined) queue.passed += range.next - range.fromIndex;
    if (isWhole) return;
    queue.passed = Infinity;
    for (const { index } of queue.requests)
      if (range.next <= index && index < range.toIndex) settle(queue, index, false);
  }

  async function work(queue: VideoQueue): Promise<void> {
    while (!closed && (queue.requests.length > 0 || queue.passed < Infinity))
      await turns.take(() => decodeNext(queue));
    queues.delete(videoKey(queue.clip));
  }

  /** The queue of a video; from now on nothing is decoded around earlier requests in others. */
  function queueOf(clip: VideoClip, index: number): VideoQueue {
    for (const other of queues.values()) {
      if (videoKey(other.clip) === videoKey(clip)) continue;
      other.passed = Infinity;
      if (other.requests.length === 0) other.range?.controller.abort();
    }
    const known = queues.get(videoKey(clip));
    if (known !== undefined) return Object.assign(known, { around: index, passed: 0 });
    const added = Promise.withResolvers<undefined>();
    const ended = added.promise.then(() => work(queue));
    const queue: VideoQueue = { clip, requests: [], range: null, around: index, passed: 0, ended };
    queues.set(videoKey(clip), queue);
    added.resolve(undefined);
    return queue;
  }

  return {
    request(clip, index, signal) {
      if (closed || signal.aborted) return Promise.resolve(false);
      const queue = queueOf(clip, index);
      if (queue.range !== null && isLeap(queue, queue.range, index)) queue.range.controller.abort();
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const giveUp = () => {
        queue.requests = queue.requests.filter((one) => one !== request);
        resolve(false);
      };
      const request: FrameRequest = {
        index,
        settle(isThere) {
          signal.removeEventListener('abort', giveUp);
          resolve(isThere);
        },
      };
      queue.requests.push(request);
      signal.addEventListener('abort', giveUp, { once: true });
      return promise;
    },
    async close() {
      closed = true;
      const open = [...queues.values()];
      for (const queue of open) {
        queue.range?.controller.abort();
        for (const { index } of queue.requests) settle(queue, index, false);
      }
      await Promise.all(open.map(({ ended }) => ended));
    },
  };
}

import { framePicturePath } from '../../../native/api/media-url.ts';
import type { LoadPicture } from '../../client/port-pictures.ts';
import { loadOrder, nearestFrame, type Heading } from './frame-order.ts';
import type { Readiness } from './player.ts';
import { isGround, isOther, layerOf, type ShownLayer } from '../layer-looks.ts';
import { PictureCache } from './picture-cache.ts';
import type { Picture } from '../stage/compositor.ts';

/** Which pictures are fetched: the run, in its present state, and as large as the window needs them. */
export interface PictureAddress {
  readonly runId: number;
  readonly revision: number;
  /** The longest side; null for the source's own size. */
  readonly maxSidePx: number | null;
  /** The run that is compared with; its frames have these numbers plus `shift`. */
  readonly other: OtherRun | null;
  /** The run of another clip whose frames lie behind cutouts. */
  readonly ground: GroundRun | null;
}

/** Another run of the same clip. */
export interface OtherRun {
  readonly runId: number;
  readonly revision: number;
  readonly shift: number;
}

/** A run of another clip; its last frame stands where it is shorter. */
export interface GroundRun {
  readonly runId: number;
  readonly revision: number;
  readonly frameCount: number;
}

const standardLimitBytes = 512 * 2 ** 20;

/** An eighth of the machine's memory as far as the browser tells it, at most 1 GiB. */
function cacheLimitBytes(): number {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return deviceMemory === undefined
    ? standardLimitBytes
    : Math.min(2 ** 30, Math.max(2 ** 28, deviceMemory * 2 ** 27));
}

const parallelLoads = 6;
/** Decoding takes a core for each picture; one stays free for the interface, one for the engine. */
const parallelAhead = Math.min(4, Math.max(2, navigator.hardwareConcurrency - 2));
/** Frames that are fetched beyond the one shown, standing and playing. */
const aheadStanding = 48;
const aheadPlaying = 160;
/** A step further than this is a leap, after which nothing is fetched ahead for a moment: the next leap may follow. */
const leapFrames = 16;
const lookMs = 200;
/** Frames that have to be there before play goes on after a wait. */
const enoughAhead = 12;
/** How far a frame may lie from the wanted one to stand for it while a person scrubs. */
const scrubReach = 6;

/** The pictures of a run's frames: fetched ahead of the heading, decoded off the main thread, kept while there is room. */
export class FramePictures implements Readiness {
  readonly cache: PictureCache<ImageBitmap>;
  private address: PictureAddress;
  private layers: readonly ShownLayer[] = [];
  private heading: Heading = { frame: 0, direction: 0, range: { first: 0, last: 0 }, loop: false };
  private fetchingAhead: ReturnType<typeof setTimeout> | undefined = undefined;

  constructor(loadPicture: LoadPicture, address: PictureAddress) {
    this.address = address;
    this.cache = new PictureCache(
      {
        load: async (path, signal) => createImageBitmap(await loadPicture(path, signal)),
        sizeBytes: ({ width, height }) => width * height * 4,
        dispose: (picture) => picture.close(),
      },
      { limitBytes: cacheLimitBytes(), parallelLoads, parallelAhead },
    );
  }

  /** What is shown and where it goes; fetches what is missing, the newest call counts. */
  want(layers: readonly ShownLayer[], heading: Heading, address: PictureAddress): void {
    const isLeap = heading.direction === 0 && Math.abs(heading.frame - this.heading.frame) > leapFrames;
    this.layers = layers;
    this.heading = heading;
    this.address = address;
    clearTimeout(this.fetchingAhead);
    if (isLeap) {
      this.fetch(1);
      this.fetchingAhead = setTimeout(() => this.fetch(aheadStanding), lookMs);
    } else this.fetch(heading.direction === 0 ? aheadStanding : aheadPlaying);
  }

  /** Fetches what is missing of so many frames from the heading's on. */
  private fetch(count: number): void {
    const keys = loadOrder(this.heading, count).flatMap((frame) =>
      this.layers.map((layer) => this.key(layer, frame)),
    );
    this.cache.want(keys, this.layers.length);
  }

  picture(layer: ShownLayer, frame: number): Picture | undefined {
    // Without another clip behind it, a cutout has the backdrop's colour there, not its own source.
    if (isGround(layer) && this.address.ground === null) return undefined;
    return this.cache.get(this.key(layer, frame));
  }

  /** Why a layer of a frame cannot be shown. */
  failure(layer: ShownLayer, frame: number): Error | undefined {
    return this.cache.failure(this.key(layer, frame));
  }

  /** Whether every layer that is shown is there (or cannot be had). */
  isReady(frame: number): boolean {
    return this.layers.every((layer) => this.isSettled(layer, frame));
  }

  isReadyAhead(frame: number): boolean {
    const direction = this.heading.direction === 0 ? 1 : this.heading.direction;
    return loadOrder({ ...this.heading, frame, direction }, enoughAhead).every((each) => this.isReady(each));
  }

  /** The frame to draw while this one is not there: a near one that is. */
  standIn(frame: number): number | undefined {
    return nearestFrame(frame, scrubReach, (each) => this.isReady(each));
  }

  close(): void {
    clearTimeout(this.fetchingAhead);
    this.cache.close();
  }

  private isSettled(layer: ShownLayer, frame: number): boolean {
    const key = this.key(layer, frame);
    return this.cache.has(key) || this.cache.failure(key) !== undefined;
  }

  private key(layer: ShownLayer, frame: number): string {
    const { maxSidePx } = this.address;
    const picture = { ...this.place(layer, frame), layer: layerOf(layer) };
    return framePicturePath(maxSidePx === null ? picture : { ...picture, maxSidePx });
  }

  /** Of which run a layer's picture is, and which of its frames. */
  private place(layer: ShownLayer, frame: number): { runId: number; revision: number; frame: number } {
    const { runId, revision, other, ground } = this.address;
    if (isGround(layer) && ground !== null) {
      const { frameCount, ...run } = ground;
      return { ...run, frame: Math.min(frame, frameCount - 1) };
    }
    if (isOther(layer) && other !== null) {
      const { shift, ...run } = other;
      return { ...run, frame: Math.max(0, frame + shift) };
    }
    return { runId, revision, frame };
  }
}

import { createStore, type StateStore } from '../../state/state-store.ts';
import type { FrameRange } from '../../../native/base/frame-indices.ts';
import { clampFrame } from './frame-order.ts';
import { playPosition, shuttleRate, type Play } from './playback-clock.ts';

/** Time and the moments at which the screen can change: `performance.now` and `requestAnimationFrame`. */
export interface Ticker {
  now(): number;
  request(tick: (nowMs: number) => void): number;
  cancel(request: number): void;
}

/** What of the pictures is there. */
export interface Readiness {
  isReady(frame: number): boolean;
  /** Whether enough frames are there from here on to play without a stop. */
  isReadyAhead(frame: number): boolean;
}

export interface PlayerState {
  /** 0: standing; negative: backwards. */
  readonly rate: number;
  readonly loop: boolean;
  /** Play waits for pictures. */
  readonly waiting: boolean;
  readonly range: FrameRange;
}

/** The longest wait for frames ahead; then play goes on with what is there. */
const longestWaitMs = 1500;

/**
 * Which frame is shown. Play follows the clip's presentation times and shows every frame that the screen can show; where
 * pictures are missing it stops until some are there, instead of skipping what a person wants to see.
 */
export class Player {
  readonly frame: StateStore<number>;
  readonly state: StateStore<PlayerState>;
  private readonly timesSec: readonly number[];
  private readonly ticker: Ticker;
  private readonly readiness: Readiness;
  private play: Play | null = null;
  private waitingSinceMs: number | null = null;
  private request: number | null = null;

  constructor(timesSec: readonly number[], ticker: Ticker, readiness: Readiness, frame = 0) {
    this.timesSec = timesSec;
    this.ticker = ticker;
    this.readiness = readiness;
    const range = { first: 0, last: timesSec.length - 1 };
    this.frame = createStore(clampFrame(frame, range));
    this.state = createStore<PlayerState>({ rate: 0, loop: true, waiting: false, range });
  }

  /** Goes to a frame; play goes on from there. */
  seek(frame: number): void {
    this.frame.set(clampFrame(frame, { first: 0, last: this.timesSec.length - 1 }));
    if (this.play !== null) this.setRate(this.state.get().rate);
  }

  /** Stops and goes some frames on or back. */
  step(frames: number): void {
    this.pause();
    this.seek(this.frame.get() + frames);
  }

  toggle(): void {
    if (this.play === null) this.setRate(1);
    else this.pause();
  }

  /** J (-1) and L (+1) of an editing deck. */
  shuttle(direction: -1 | 1): void {
    this.setRate(shuttleRate(this.state.get().rate, direction));
  }

  pause(): void {
    this.play = null;
    this.waitingSinceMs = null;
    if (this.request !== null) this.ticker.cancel(this.request);
    this.request = null;
    this.state.update((state) => (state.rate === 0 ? state : { ...state, rate: 0, waiting: false }));
  }

  setLoop(loop: boolean): void {
    this.state.update((state) => ({ ...state, loop }));
    if (this.play !== null) this.setRate(this.state.get().rate);
  }

  /** Plays only a part of the clip, a shot say. */
  setRange(range: FrameRange): void {
    this.state.update((state) => ({ ...state, range }));
    if (this.play !== null) this.setRate(this.state.get().rate);
  }

  /** Plays at a multiple of the real speed; from the range's other end where it stands at the end without a loop. */
  setRate(rate: number): void {
    const { loop, range } = this.state.get();
    const end = rate > 0 ? range.last : range.first;
    const outside = this.frame.get() < range.first || this.frame.get() > range.last;
    if (outside || (this.play === null && !loop && this.frame.get() === end))
      this.frame.set(rate > 0 ? range.first : range.last);
    this.play = { fromFrame: this.frame.get(), fromMs: this.ticker.now(), rate, loop, range };
    this.waitingSinceMs = null;
    this.state.update((state) => ({ ...state, rate, waiting: false }));
    this.request ??= this.ticker.request((nowMs) => this.tick(nowMs));
  }

  private tick(nowMs: number): void {
    this.request = this.ticker.request((next) => this.tick(next));
    const { play } = this;
    if (play === null) return;
    if (this.waitingSinceMs !== null) {
      this.tryToGoOn(play, nowMs, this.waitingSinceMs);
      return;
    }
    const { frame, ended } = playPosition(this.timesSec, play, nowMs);
    if (frame !== this.frame.get() && !this.readiness.isReady(frame)) this.wait(nowMs);
    else this.frame.set(frame);
    if (ended) this.pause();
  }

  private wait(nowMs: number): void {
    this.waitingSinceMs = nowMs;
    this.state.update((state) => ({ ...state, waiting: true }));
  }

  private tryToGoOn(play: Play, nowMs: number, sinceMs: number): void {
    const frame = this.frame.get();
    const patient = nowMs - sinceMs < longestWaitMs;
    if (
      !this.readiness.isReady(this.following(frame, play)) ||
      (patient && !this.readiness.isReadyAhead(frame))
    )
      return;
    this.waitingSinceMs = null;
    this.play = { ...play, fromFrame: frame, fromMs: nowMs };
    this.state.update((state) => ({ ...state, waiting: false }));
  }

  private following(frame: number, { rate, loop, range }: Play): number {
    const next = frame + Math.sign(rate);
    if (next >= range.first && next <= range.last) return next;
    if (!loop) return frame;
    return rate > 0 ? range.first : range.last;
  }
}

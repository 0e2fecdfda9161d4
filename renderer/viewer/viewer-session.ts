import type { Dab, RunDetails } from '../../native/api/runs.ts';
import type { LoadPicture } from '../client/port-pictures.ts';
import { createStore, type StateStore } from '../state/state-store.ts';
import type { Picture } from './stage/compositor.ts';
import { FramePictures, type GroundRun, type OtherRun } from './playback/frame-pictures.ts';
import { neededLayers, ofOther, type ShownLayer } from './layer-looks.ts';
import { Player } from './playback/player.ts';
import { choicesFor, createViewerChoices, type ViewerChoices } from './viewer-choices.ts';
import { enoughSide, fitView, type Point, type Size, type View } from './stage/view-geometry.ts';

/** A mask that is looked at before it is written, in the frame that it belongs to. */
export interface MaskPreview {
  readonly frame: number;
  readonly picture: Picture;
}

/** What the brush does, null while it is put away, and how wide it is in pixels of the picture. */
export interface Brush {
  readonly tool: 'add' | 'remove' | null;
  readonly sizePx: number;
}

/** Widths of the brush, in pixels of the picture. */
export const brushSizes = { min: 10, max: 120, step: 5 } as const;
const usualBrushPx = 20;

/** A touch of the brush that is looked at before it is applied. */
export interface PlacedDab extends Dab {
  readonly frame: number;
}

/** A corner of a hold-out region, and the one across, in pixels of the picture; and whether regions are drawn at all. */
export interface RegionTool {
  readonly isOn: boolean;
  readonly corners: readonly [Point, Point] | null;
}

/** The region that is drawn, in pixels of the picture; null where none is. */
export function drawnRect({ corners }: RegionTool): (Point & Size) | null {
  if (corners === null) return null;
  const [a, b] = corners;
  const [width, height] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width, height };
}

const browserTicker = {
  now: () => performance.now(),
  request: (tick: (nowMs: number) => void) => requestAnimationFrame(tick),
  cancel: (request: number) => cancelAnimationFrame(request),
};

/** An opened run while it is looked at: what plays, what is shown, and the pictures for it. Lives outside of React. */
export class ViewerSession {
  readonly player: Player;
  readonly pictures: FramePictures;
  readonly choices: StateStore<ViewerChoices>;
  readonly view: StateStore<View>;
  readonly preview = createStore<MaskPreview | null>(null);
  readonly brush = createStore<Brush>({ tool: null, sizePx: usualBrushPx });
  /** The run that the second layer is of, where it is not this one. */
  readonly other = createStore<OtherRun | null>(null);
  /** The run of another clip whose frames lie behind a cutout; null for a plain backdrop. */
  readonly ground = createStore<GroundRun | null>(null);
  readonly dab = createStore<PlacedDab | null>(null);
  readonly region = createStore<RegionTool>({ isOn: false, corners: null });
  /** The frame on the stage; null as long as there is none. It lags behind the player's while pictures come. */
  readonly shown = createStore<number | null>(null);
  /** The picture's own size. */
  readonly size: Size;
  /** The stage's size in CSS pixels. */
  readonly stage = createStore<Size>({ width: 0, height: 0 });
  private run: RunDetails;
  /** Undefined until the stage's size is known: before, nothing is fetched, for it might be fetched twice. */
  private maxSidePx: number | null | undefined = undefined;
  private readonly endings: (() => void)[];

  constructor(run: RunDetails, loadPicture: LoadPicture, frame: number) {
    const { id, widthPx, heightPx } = run.summary;
    this.run = run;
    this.size = { width: widthPx, height: heightPx };
    this.pictures = new FramePictures(loadPicture, {
      runId: id,
      revision: run.revision,
      maxSidePx: null,
      other: null,
      ground: null,
    });
    this.player = new Player(run.timesSec, browserTicker, this.pictures, frame);
    this.choices = createViewerChoices();
    this.view = createStore(fitView(this.size));
    const fetchWanted = () => this.fetchWanted();
    this.endings = [
      this.player.frame.subscribe(fetchWanted),
      this.player.state.subscribe(fetchWanted),
      this.choices.subscribe(fetchWanted),
      this.other.subscribe(fetchWanted),
      this.ground.subscribe(fetchWanted),
    ];
  }

  /** The choices as this run can show them. */
  shownChoices(): ViewerChoices {
    return choicesFor(this.choices.get(), this.run.layers);
  }

  /** The layers that are seen: the first alone, or both. */
  shownLayers(): readonly [first: ShownLayer, second: ShownLayer] {
    const { first, second } = this.shownChoices();
    return [first, this.other.get() === null ? second : ofOther(second)];
  }

  choose(changes: Partial<ViewerChoices>): void {
    this.choices.update((choices) => ({ ...choices, ...changes }));
  }

  /** Takes up a brush, or puts it away; what was placed with another is forgotten. */
  setBrush(changes: Partial<Brush>): void {
    this.dab.set(null);
    this.brush.update((brush) => ({ ...brush, ...changes }));
    if (this.brush.get().tool !== null) this.region.set({ isOn: false, corners: null });
  }

  /** Takes up the tool that draws regions, or puts it away with what was drawn. */
  drawRegions(isOn: boolean): void {
    if (isOn) this.setBrush({ tool: null });
    this.region.set({ isOn, corners: null });
  }

  /** Draws a region between two points, in pixels of the picture; it ends at the picture's edges. */
  drawRegion(from: Point, to: Point): void {
    const inside = ({ x, y }: Point): Point => ({
      x: Math.min(Math.max(Math.round(x), 0), this.size.width),
      y: Math.min(Math.max(Math.round(y), 0), this.size.height),
    });
    this.player.pause();
    this.region.update((tool) => ({ ...tool, corners: [inside(from), inside(to)] }));
  }

  /** Touches a point of the picture, in its pixels, with the brush; nothing outside of the picture. */
  placeDab({ x, y }: Point): void {
    const { tool, sizePx } = this.brush.get();
    const { width, height } = this.size;
    if (tool === null || x < 0 || y < 0 || x > width || y > height) return;
    this.player.pause();
    const frame = this.player.frame.get();
    this.dab.set({
      frame,
      x: x / width,
      y: y / height,
      radius: Math.min(0.5, sizePx / 2 / width),
      adds: tool === 'add',
    });
  }

  /** The same run after its masks changed. */
  update(run: RunDetails): void {
    if (run === this.run) return;
    const isSame = run.revision === this.run.revision;
    this.run = run;
    if (!isSame) {
      this.preview.set(null);
      this.dab.set(null);
      this.region.update((tool) => ({ ...tool, corners: null }));
    }
    this.fetchWanted();
  }

  /** Says how many device pixels the picture's longest side takes on the screen. */
  setShownSide(devicePx: number): void {
    const maxSidePx = enoughSide(this.size, devicePx);
    if (maxSidePx === this.maxSidePx) return;
    this.maxSidePx = maxSidePx;
    this.fetchWanted();
  }

  close(): void {
    this.player.pause();
    for (const end of this.endings) end();
    this.pictures.close();
  }

  private fetchWanted(): void {
    const { maxSidePx } = this;
    if (maxSidePx === undefined) return;
    const { mode } = this.shownChoices();
    const [first, second] = this.shownLayers();
    const { rate, loop, range } = this.player.state.get();
    const frame = this.player.frame.get();
    const direction = rate === 0 ? 0 : rate > 0 ? 1 : -1;
    const { summary, revision } = this.run;
    const [other, ground] = [this.other.get(), this.ground.get()];
    this.pictures.want(
      neededLayers(mode === 'single' ? [first] : [first, second], ground !== null),
      { frame, direction, range, loop: loop && direction !== 0 },
      { runId: summary.id, revision, maxSidePx, other, ground },
    );
  }
}

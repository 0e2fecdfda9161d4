import { drawStage, type StageScene, type Surface } from './compositor.ts';
import { panesOf } from './comparison.ts';
import { zoomOf, type Size } from './view-geometry.ts';
import type { ViewerSession } from '../viewer-session.ts';

/** Draws a session onto a canvas whenever something of it changes, at most once per refresh of the screen. */
export class StageCanvas {
  private readonly canvas: HTMLCanvasElement;
  private readonly context: CanvasRenderingContext2D;
  private readonly session: ViewerSession;
  private readonly endings: (() => void)[];
  private scratchContext: CanvasRenderingContext2D | null = null;
  private stageColor: string;
  private request: number | null = null;

  constructor(canvas: HTMLCanvasElement, session: ViewerSession) {
    this.canvas = canvas;
    // Without a GPU, 2D drawing of two 480p bitmaps takes half the time of uploading them as WebGL textures.
    this.context = canvas.getContext('2d', { alpha: false })!;
    this.session = session;
    this.stageColor = getComputedStyle(canvas).backgroundColor;
    const draw = () => this.invalidate();
    const { player, choices, other, ground, view, preview, pictures } = session;
    this.endings = [player.frame, choices, other, ground, view, preview].map((store) =>
      store.subscribe(draw),
    );
    this.endings.push(pictures.cache.onSettled(draw), this.followSize(), this.followTheme());
    draw();
  }

  close(): void {
    for (const end of this.endings) end();
    if (this.request !== null) cancelAnimationFrame(this.request);
  }

  private invalidate(): void {
    this.request ??= requestAnimationFrame(() => {
      this.request = null;
      this.draw();
    });
  }

  private followSize(): () => void {
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      this.session.stage.set({ width, height });
      // At once: a canvas that waits for the next refresh shows its old content stretched.
      this.draw();
    });
    observer.observe(this.canvas);
    return () => observer.disconnect();
  }

  private followTheme(): () => void {
    const observer = new MutationObserver(() => {
      this.stageColor = getComputedStyle(this.canvas).backgroundColor;
      this.invalidate();
    });
    observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => observer.disconnect();
  }

  private draw(): void {
    const { session } = this;
    const size = session.stage.get();
    if (size.width < 1 || size.height < 1) return;
    const scene = this.scene();
    const pixelRatio = window.devicePixelRatio;
    this.tellShownSide(scene, size, pixelRatio);
    const wanted = session.player.frame.get();
    const frame = session.pictures.standIn(wanted);
    const resized = this.fitCanvas(size, pixelRatio);
    // Until the first picture of a changed run is there, what was drawn stays.
    if (frame === undefined && !resized) return;
    const surface: Surface = { context: this.context, size, pixelRatio, scratch: () => this.scratch() };
    drawStage(surface, scene, (layer) =>
      frame === undefined ? undefined : session.pictures.picture(layer, frame),
    );
    session.shown.set(frame ?? null);
    // For tests and measurements: the moment at which a frame is on the screen.
    this.canvas.dataset['shown'] = String(frame ?? '');
  }

  private scene(): StageScene {
    const { session } = this;
    const { mode, share, mix, backdrop } = session.shownChoices();
    const [first, second] = session.shownLayers();
    const preview = session.preview.get();
    return {
      mode,
      first,
      second,
      share,
      mix,
      backdrop,
      view: session.view.get(),
      picture: session.size,
      stageColor: this.stageColor,
      overlay: preview?.frame === session.player.frame.get() ? preview.picture : null,
    };
  }

  private tellShownSide({ mode, view, picture }: StageScene, size: Size, pixelRatio: number): void {
    const pane = panesOf(mode, size, picture)[0]!;
    const zoom = zoomOf(view, picture, pane);
    this.session.setShownSide(Math.max(picture.width, picture.height) * zoom * pixelRatio);
  }

  /** Gives the canvas as many pixels as it has on the screen; returns whether that emptied it. */
  private fitCanvas(size: Size, pixelRatio: number): boolean {
    const { canvas } = this;
    const width = Math.round(size.width * pixelRatio);
    const height = Math.round(size.height * pixelRatio);
    if (canvas.width === width && canvas.height === height) return false;
    canvas.width = width;
    canvas.height = height;
    return true;
  }

  private scratch(): CanvasRenderingContext2D {
    const { width, height } = this.canvas;
    this.scratchContext ??= document.createElement('canvas').getContext('2d')!;
    const { canvas } = this.scratchContext;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    return this.scratchContext;
  }
}

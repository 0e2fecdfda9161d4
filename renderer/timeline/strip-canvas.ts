import { drawStrip, type StripColors, type StripContent } from './draw-strip.ts';

/** Draws a strip again when its size or the theme changes, never while the playhead moves. */
export class StripCanvas {
  private readonly canvas: HTMLCanvasElement;
  private readonly frameCount: number;
  private readonly content: StripContent;
  private readonly sizes: ResizeObserver;
  private readonly themes: MutationObserver;

  constructor(canvas: HTMLCanvasElement, frameCount: number, content: StripContent) {
    this.canvas = canvas;
    this.frameCount = frameCount;
    this.content = content;
    const draw = () => this.draw();
    this.sizes = new ResizeObserver(draw);
    this.sizes.observe(canvas);
    this.themes = new MutationObserver(draw);
    this.themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    void document.fonts.ready.then(draw);
  }

  close(): void {
    this.sizes.disconnect();
    this.themes.disconnect();
  }

  private draw(): void {
    const { canvas } = this;
    const { width, height } = canvas.getBoundingClientRect();
    if (width < 1) return;
    const ratio = window.devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d')!;
    context.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
    drawStrip(context, { frameCount: this.frameCount, widthPx: width }, this.content, this.colors());
  }

  private colors(): StripColors {
    const style = getComputedStyle(this.canvas);
    const color = (name: string) => style.getPropertyValue(`--mui-palette-${name}`);
    return {
      paper: color('background-paper'),
      text: color('text-secondary'),
      line: color('divider'),
      lane: color('action-hover'),
      fixed: color('primary-main'),
      locked: color('text-secondary'),
    };
  }
}

import { panesOf, wipeColumn, type ComparisonMode } from './comparison.ts';
import { backdropColors, ground, layerLook, type Backdrop, type ShownLayer } from '../layer-looks.ts';
import { placement, type PaneRect, type Size, type View } from './view-geometry.ts';

/** A decoded picture. */
export type Picture = CanvasImageSource & Size;

/** Everything that decides what the stage shows. */
export interface StageScene {
  readonly mode: ComparisonMode;
  readonly first: ShownLayer;
  readonly second: ShownLayer;
  /** The divider's place in a wipe, 0..1 of the pane. */
  readonly share: number;
  /** How much of the second layer a blend shows, 0..1. */
  readonly mix: number;
  readonly backdrop: Backdrop;
  readonly view: View;
  /** The source's own size; every layer is drawn to it. */
  readonly picture: Size;
  readonly stageColor: string;
  /** Lies over every layer: a mask that is being tried out, as large as the picture. */
  readonly overlay: Picture | null;
}

/** The picture of a layer in the frame to draw; undefined where it is not there (yet). */
export type PictureOf = (layer: ShownLayer) => Picture | undefined;

/** A 2D context and the stage's size in CSS pixels, `pixelRatio` device pixels each. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly size: Size;
  readonly pixelRatio: number;
  /** A canvas of the same size for what has to be put together before it is blended. */
  readonly scratch: () => CanvasRenderingContext2D;
}

const checkPx = 8;
/** From here on single pixels are to be seen as squares. */
const squarePixelZoom = 2;

/** Lies on whole device pixels, so that the two layers of a wipe or blend meet exactly. */
const onPixels = (rect: PaneRect, ratio: number): PaneRect => {
  const x = Math.round(rect.x * ratio);
  const y = Math.round(rect.y * ratio);
  return {
    x,
    y,
    width: Math.round((rect.x + rect.width) * ratio) - x,
    height: Math.round((rect.y + rect.height) * ratio) - y,
  };
};

function fill(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: PaneRect,
  style: string | CanvasPattern,
) {
  context.fillStyle = style;
  context.fillRect(x, y, width, height);
}

let checkerboard: CanvasPattern | null = null;

function checkerboardPattern(context: CanvasRenderingContext2D): CanvasPattern | string {
  if (checkerboard === null) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 2 * checkPx;
    const tileContext = tile.getContext('2d')!;
    fill(tileContext, { x: 0, y: 0, width: tile.width, height: tile.height }, '#c8c8c8');
    fill(tileContext, { x: 0, y: 0, width: checkPx, height: checkPx }, '#9a9a9a');
    fill(tileContext, { x: checkPx, y: checkPx, width: checkPx, height: checkPx }, '#9a9a9a');
    checkerboard = context.createPattern(tile, 'repeat');
  }
  return checkerboard ?? '#b1b1b1';
}

/** Fills the place with the middle of another clip's frame, whatever its shape. */
function drawGround(context: CanvasRenderingContext2D, place: PaneRect, picture: Picture | undefined): void {
  if (picture === undefined) return;
  const scale = Math.max(place.width / picture.width, place.height / picture.height);
  const [width, height] = [place.width / scale, place.height / scale];
  const [x, y] = [(picture.width - width) / 2, (picture.height - height) / 2];
  context.imageSmoothingEnabled = true;
  context.drawImage(picture, x, y, width, height, place.x, place.y, place.width, place.height);
}

/** Draws a layer over what is there, without transparency of its own. */
function drawLayer(
  context: CanvasRenderingContext2D,
  layer: ShownLayer,
  place: PaneRect,
  scene: StageScene,
  pictureOf: PictureOf,
): void {
  const look = layerLook(layer);
  if (look.backdrop) {
    const { backdrop } = scene;
    fill(
      context,
      place,
      backdrop === 'checkerboard' ? checkerboardPattern(context) : backdropColors[backdrop],
    );
    drawGround(context, place, pictureOf(ground));
  }
  for (const { layer: part, dimmed, opacity } of look.parts) {
    const picture = pictureOf(part);
    if (picture === undefined) continue;
    const sharp = place.width >= picture.width * squarePixelZoom && picture.width >= scene.picture.width;
    context.imageSmoothingEnabled = !sharp;
    // Down to half the size four neighbours tell enough; mipmaps would be made anew of every frame.
    context.imageSmoothingQuality = 2 * place.width < picture.width ? 'high' : 'low';
    context.globalAlpha = opacity;
    context.drawImage(picture, place.x, place.y, place.width, place.height);
    context.globalAlpha = 1;
    if (dimmed > 0) fill(context, place, `rgb(0 0 0 / ${dimmed})`);
  }
}

function clipped(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: PaneRect,
  draw: () => void,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}

/** `mix` of the second layer over the first: each pixel is first * (1 - mix) + second * mix. */
function drawBlend(surface: Surface, scene: StageScene, place: PaneRect, pictureOf: PictureOf): void {
  const { context } = surface;
  drawLayer(context, scene.first, place, scene, pictureOf);
  const scratch = surface.scratch();
  drawLayer(scratch, scene.second, place, scene, pictureOf);
  context.globalAlpha = scene.mix;
  const { x, y, width, height } = visiblePart(place, scratch.canvas);
  if (width > 0 && height > 0) context.drawImage(scratch.canvas, x, y, width, height, x, y, width, height);
  context.globalAlpha = 1;
}

function visiblePart(place: PaneRect, { width, height }: Size): PaneRect {
  const x = Math.max(0, place.x);
  const y = Math.max(0, place.y);
  return {
    x,
    y,
    width: Math.min(width, place.x + place.width) - x,
    height: Math.min(height, place.y + place.height) - y,
  };
}

function drawWipe(
  surface: Surface,
  scene: StageScene,
  pane: PaneRect,
  place: PaneRect,
  pictureOf: PictureOf,
): void {
  const { context } = surface;
  const column = wipeColumn(scene.share, pane.width);
  const left = { ...pane, width: column };
  const right = { ...pane, x: pane.x + column, width: pane.width - column };
  clipped(context, left, () => drawLayer(context, scene.first, place, scene, pictureOf));
  clipped(context, right, () => drawLayer(context, scene.second, place, scene, pictureOf));
}

/** Draws the whole stage. The divider of a wipe is an element of its own, for it takes the focus. */
export function drawStage(surface: Surface, scene: StageScene, pictureOf: PictureOf): void {
  const { context, size, pixelRatio } = surface;
  const { mode, picture, view } = scene;
  fill(context, { x: 0, y: 0, width: context.canvas.width, height: context.canvas.height }, scene.stageColor);
  panesOf(mode, size, picture).forEach((pane, index) => {
    const inPane = placement(view, picture, pane);
    const place = onPixels({ ...inPane, x: pane.x + inPane.x, y: pane.y + inPane.y }, pixelRatio);
    const paneOnPixels = onPixels(pane, pixelRatio);
    clipped(context, paneOnPixels, () => {
      if (mode === 'wipe') drawWipe(surface, scene, paneOnPixels, place, pictureOf);
      else if (mode === 'blend') drawBlend(surface, scene, place, pictureOf);
      else drawLayer(context, index === 0 ? scene.first : scene.second, place, scene, pictureOf);
      if (scene.overlay !== null)
        context.drawImage(scene.overlay, place.x, place.y, place.width, place.height);
    });
  });
}

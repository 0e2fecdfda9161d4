import { type FrameRange, rangesWhere } from '../../native/base/frame-indices.ts';
import { lowColor, measureColor } from '../measures/measure-colors.ts';
import { seriesColumns, type SeriesColumn } from '../measures/run-series.ts';
import { frameCenter, frameStart, rulerFrames, type StripLayout } from './strip-geometry.ts';
import type { Lane } from './strip-lanes.ts';

/** Heights of the strip's parts, in CSS pixels, from the top to the bottom. */
const rows = { ruler: 22, lane: 26, judgedLane: 40, gap: 5, mark: 15, end: 3 } as const;

/** The lane that judges is taller, whatever it judges by: the picture above stays where it is. */
export const laneHeight = ({ judges }: Lane): number => (judges ? rows.judgedLane : rows.lane);

/** The upper edge of a lane; of the lane after the last, where the row of marks begins. */
export const laneTop = (lanes: readonly Lane[], index: number): number =>
  lanes.slice(0, index).reduce<number>((top, lane) => top + laneHeight(lane) + rows.gap, rows.ruler);

/** The upper edge of the row of marks, which is there without marks too. */
export const markTop = (lanes: readonly Lane[]): number => laneTop(lanes, lanes.length) - rows.gap / 2;
export const markHeight = rows.mark;

export const stripHeight = ({ lanes }: StripContent): number => markTop(lanes) + rows.mark + rows.end;

/** Frames of which something was said by a person. */
export interface Marks {
  readonly kind: 'fixed' | 'locked';
  readonly spans: readonly FrameRange[];
}

/** What the strip says about a run. */
export interface StripContent {
  /** What the first frame is called: its number in the whole clip. */
  readonly firstFrame: number;
  readonly lanes: readonly Lane[];
  readonly sceneCuts: readonly number[];
  /** What is written at the edge of a lane that does not reach up to 1: its highest value. */
  readonly scaleText: (highest: number) => string;
  /** Only kinds that occur. */
  readonly marks: readonly Marks[];
  /** Frames marked as worst. */
  readonly worst: readonly number[];
}

/** Colours that follow the theme. */
export interface StripColors {
  readonly paper: string;
  readonly text: string;
  readonly line: string;
  readonly lane: string;
  readonly fixed: string;
  readonly locked: string;
}

/** Where a lane lies and how its values become heights. */
interface LaneBox {
  readonly top: number;
  readonly height: number;
  readonly columnPx: number;
  yOf(value: number): number;
}

type Columns = readonly (SeriesColumn | null)[];

function drawRuler(
  context: CanvasRenderingContext2D,
  strip: StripLayout,
  firstFrame: number,
  { text, line }: StripColors,
): void {
  context.font = '11px "Inter Variable", system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  for (const frame of rulerFrames(strip, 72, firstFrame)) {
    const x = Math.round(frameStart(strip, frame));
    context.fillStyle = line;
    context.fillRect(x, 5, 1, rows.ruler - 8);
    context.fillStyle = text;
    if (x + 30 < strip.widthPx) context.fillText(String(firstFrame + frame), x + 4, 9);
  }
}

/** Bars behind what is below the lane's limit, over its whole height, so that one bad frame in thousands is seen. */
function drawLow(context: CanvasRenderingContext2D, columns: Columns, lowBelow: number, box: LaneBox): void {
  context.fillStyle = lowColor;
  context.globalAlpha = 0.3;
  columns.forEach((column, index) => {
    if (column !== null && column.lowest < lowBelow)
      context.fillRect(index * box.columnPx, box.top, Math.max(2, box.columnPx), box.height);
  });
  context.globalAlpha = 1;
}

/** Columns that have values and follow each other: a gap in what is known is a gap in the drawing. */
function stretches(columns: Columns): FrameRange[] {
  return rangesWhere(columns.length, (index) => columns[index] !== null);
}

/** Traces one value of each column of a stretch, from its first column's left edge to its last one's right. */
function trace(
  context: CanvasRenderingContext2D,
  columns: Columns,
  { first, last }: FrameRange,
  box: LaneBox,
  of: 'lowest' | 'mean',
) {
  const yAt = (index: number) => box.yOf(columns[index]![of]);
  context.lineTo(first * box.columnPx, yAt(first));
  for (let index = first; index <= last; index++) context.lineTo((index + 0.5) * box.columnPx, yAt(index));
  context.lineTo((last + 1) * box.columnPx, yAt(last));
}

function drawLine(context: CanvasRenderingContext2D, columns: Columns, box: LaneBox, color: string): void {
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  for (const stretch of stretches(columns)) {
    context.beginPath();
    trace(context, columns, stretch, box, 'mean');
    context.stroke();
  }
}

function drawArea(context: CanvasRenderingContext2D, columns: Columns, box: LaneBox, color: string): void {
  context.fillStyle = color;
  context.globalAlpha = 0.28;
  const bottom = box.top + box.height;
  for (const stretch of stretches(columns)) {
    context.beginPath();
    context.moveTo(stretch.first * box.columnPx, bottom);
    trace(context, columns, stretch, box, 'lowest');
    context.lineTo((stretch.last + 1) * box.columnPx, bottom);
    context.fill();
  }
  context.globalAlpha = 1;
  drawLine(context, columns, box, color);
}

/** Says at the right how high a lane reaches, over whatever it shows. */
function drawScale(
  context: CanvasRenderingContext2D,
  { widthPx }: StripLayout,
  text: string,
  top: number,
  colors: StripColors,
): void {
  context.font = '10px "Inter Variable", system-ui, sans-serif';
  context.textBaseline = 'top';
  const textPx = context.measureText(text).width;
  context.fillStyle = colors.paper;
  context.globalAlpha = 0.8;
  context.fillRect(widthPx - textPx - 8, top + 1, textPx + 6, 13);
  context.globalAlpha = 1;
  context.fillStyle = colors.text;
  context.fillText(text, widthPx - textPx - 5, top + 2);
}

function drawLane(
  context: CanvasRenderingContext2D,
  strip: StripLayout,
  lane: Lane,
  top: number,
  { scaleText }: StripContent,
  colors: StripColors,
): void {
  const height = laneHeight(lane);
  const columnCount = Math.max(1, Math.min(strip.frameCount, Math.floor(strip.widthPx)));
  const yOf = (value: number) => top + 1 + (height - 2) * (1 - Math.min(1, value / lane.highest));
  const box = { top, height, columnPx: strip.widthPx / columnCount, yOf };
  context.fillStyle = colors.lane;
  context.fillRect(0, top, strip.widthPx, height);
  lane.series.forEach((series, index) => {
    const columns = seriesColumns(series, columnCount);
    const color = measureColor[lane.measures[index]!];
    if (index === 0 && lane.lowBelow !== null) drawLow(context, columns, lane.lowBelow, box);
    if (index === 0) drawArea(context, columns, box, color);
    else drawLine(context, columns, box, color);
  });
  if (lane.highest !== 1) drawScale(context, strip, scaleText(lane.highest), top, colors);
}

/** Thickness of marks, and where they lie in their row: a frame may be both fixed and locked. */
const markLine = { px: 4, fixed: 2, locked: 8 } as const;

function drawMarks(
  context: CanvasRenderingContext2D,
  strip: StripLayout,
  { kind, spans }: Marks,
  top: number,
  colors: StripColors,
): void {
  context.fillStyle = colors[kind];
  for (const { first, last } of spans) {
    const from = frameStart(strip, first);
    const widthPx = Math.max(2, frameStart(strip, last + 1) - from);
    context.fillRect(from, top + markLine[kind], widthPx, markLine.px);
  }
}

function drawWorst(context: CanvasRenderingContext2D, strip: StripLayout, worst: readonly number[]): void {
  context.fillStyle = lowColor;
  for (const frame of worst) {
    const x = frameCenter(strip, frame);
    context.beginPath();
    context.moveTo(x - 4, rows.ruler - 8);
    context.lineTo(x + 4, rows.ruler - 8);
    context.lineTo(x, rows.ruler - 2);
    context.fill();
  }
}

function drawCuts(
  context: CanvasRenderingContext2D,
  strip: StripLayout,
  cuts: readonly number[],
  bottom: number,
): void {
  for (const cut of cuts) context.fillRect(Math.round(frameStart(strip, cut)), 4, 1, bottom - 4);
}

/** Draws the whole strip but the playhead; the context's unit is the CSS pixel. */
export function drawStrip(
  context: CanvasRenderingContext2D,
  strip: StripLayout,
  content: StripContent,
  colors: StripColors,
): void {
  const { lanes, marks } = content;
  context.clearRect(0, 0, strip.widthPx, stripHeight(content));
  lanes.forEach((lane, index) => drawLane(context, strip, lane, laneTop(lanes, index), content, colors));
  drawRuler(context, strip, content.firstFrame, colors);
  context.fillStyle = colors.text;
  drawCuts(context, strip, content.sceneCuts, markTop(lanes));
  for (const each of marks) drawMarks(context, strip, each, markTop(lanes), colors);
  drawWorst(context, strip, content.worst);
}

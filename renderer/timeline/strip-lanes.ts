import type { RunDetails } from '../../native/api/runs.ts';
import { judgingMeasure, seriesOf, type Measure, type Series } from '../measures/run-series.ts';

/** One row of the strip. */
export interface Lane {
  /** The first is drawn as an area, a further one as a line over it. */
  readonly measures: readonly Measure[];
  readonly series: readonly Series[];
  /** The value at the lane's upper edge. */
  readonly highest: number;
  /** Values below this are marked; null where none is bad by itself. */
  readonly lowBelow: number | null;
  /** Whether it says how good the masks are. */
  readonly judges: boolean;
}

const known = (series: Series) => series.some((value) => value !== null);

function laneOf(run: RunDetails, measures: readonly Measure[], lowBelow: number | null): Lane {
  const present = measures.filter((measure) => known(seriesOf(run.frames, measure)));
  const series = present.map((measure) => seriesOf(run.frames, measure));
  return { measures: present, series, highest: 1, lowBelow, judges: false };
}

/** The foreground's area fills its lane at its largest, for it is small in most clips. */
function areaLane(run: RunDetails): Lane {
  const lane = laneOf(run, ['area'], null);
  const highest = lane.series.flat().reduce<number>((top, value) => Math.max(top, value ?? 0), 0);
  return { ...lane, highest: highest === 0 ? 1 : highest };
}

/** What a run's strip shows: J and F where there is ground truth, else the confidence; the stability; the area. */
export function stripLanes(run: RunDetails): Lane[] {
  const judged = judgingMeasure(run.frames) === 'J' ? (['J', 'F'] as const) : (['confidence'] as const);
  const judging = { ...laneOf(run, judged, 0.5), judges: true };
  const lanes = [judging, laneOf(run, ['stability'], 0.5), areaLane(run)];
  return lanes.filter(({ measures }) => measures.length > 0);
}

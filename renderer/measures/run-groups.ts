import type { RunConfig } from '../../native/api/run-config.ts';
import type { RunDetails } from '../../native/api/runs.ts';
import { naturalOrder } from '../../native/base/natural-order.ts';
import { meanOf } from '../../native/base/numbers.ts';

type GroupMeasure = 'meanJ' | 'meanF' | 'meanConfidence' | 'meanStability';

/** Runs of one configuration, whatever their clips and seeds. */
export interface RunGroup {
  /** The options in which the groups differ, as in `tau = 0.5, refine = true`; empty where there is one group. */
  readonly label: string;
  readonly clips: number;
  readonly seeds: number;
  /** Means, 0..1, over the compared clips of the means of their runs; null where a clip's is unknown. */
  readonly means: Readonly<Record<GroupMeasure, number | null>>;
  /** The standard deviation of mean J over seeds, each over all compared clips; null with fewer than two. */
  readonly deviationJ: number | null;
  /** Mean J of the compared clips that have an attribute, by its code; null where a clip's is unknown. */
  readonly attributes: Readonly<Record<string, number | null>>;
}

/** Groups that can be compared. */
export interface GroupedRuns {
  readonly groups: readonly RunGroup[];
  /** How many clips every group has: the means are over these; 0 where there is none, and each is over its own. */
  readonly sharedClips: number;
  /** How many of the compared clips have each attribute. */
  readonly clipsByAttribute: Readonly<Record<string, number>>;
}

/** What says nothing of the masks, or is told apart by seeds. */
const ignored: ReadonlySet<string> = new Set<keyof RunConfig>(['seed', 'exports', 'provider', 'preset']);

const optionsOf = (config: RunConfig): [string, string][] =>
  Object.entries(config).flatMap(([name, value]) =>
    ignored.has(name) ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
  );

/** The options whose values are not the same in all runs. */
function variedOptions(runs: readonly RunDetails[]): ReadonlySet<string> {
  const values = new Map<string, Set<string>>();
  for (const { summary } of runs)
    for (const [name, value] of optionsOf(summary.config))
      values.set(name, (values.get(name) ?? new Set()).add(value));
  return new Set([...values].filter(([, each]) => each.size > 1).map(([name]) => name));
}

const meanOfAll = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : meanOf(values as number[]);

/** The mean over clips of the means of their runs; null where one is unknown. */
const overClips = (byClip: readonly (readonly RunDetails[])[], measure: GroupMeasure): number | null =>
  meanOfAll(byClip.map((runs) => meanOfAll(runs.map(({ summary }) => summary[measure]))));

function deviation(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function seedDeviation(runs: readonly RunDetails[], clips: ReadonlySet<string>): number | null {
  const seeds = Map.groupBy(runs, ({ summary }) => summary.config.seed);
  const means = [...seeds.values()].flatMap((of) => {
    const byClip = [...Map.groupBy(of, ({ summary }) => summary.clip).values()];
    const mean = byClip.length === clips.size ? overClips(byClip, 'meanJ') : null;
    return mean === null ? [] : [mean];
  });
  return deviation(means);
}

/** The compared clips with their runs, by attribute. */
function clipsByCode(byClip: readonly (readonly RunDetails[])[]): Map<string, (readonly RunDetails[])[]> {
  const byCode = new Map<string, (readonly RunDetails[])[]>();
  for (const runs of byClip)
    for (const code of new Set(runs.flatMap(({ attributes }) => attributes)))
      byCode.set(code, [...(byCode.get(code) ?? []), runs]);
  return byCode;
}

/**
 * Puts runs of the same options together and compares them over the clips that every group has: an ablation, the spread
 * over seeds, J by the attributes of DAVIS 2016.
 */
export function groupRuns(runs: readonly RunDetails[]): GroupedRuns {
  const varied = variedOptions(runs);
  const labelOf = ({ summary }: RunDetails): string =>
    optionsOf(summary.config)
      .filter(([name]) => varied.has(name))
      .map(([name, value]) => `${name} = ${value}`)
      .join(', ');
  const groups = [...Map.groupBy(runs, labelOf)].sort(([a], [b]) => naturalOrder(a, b));
  const clipsOf = (of: readonly RunDetails[]) => new Set(of.map(({ summary }) => summary.clip));
  const shared = groups
    .map(([, of]) => clipsOf(of))
    .reduce<ReadonlySet<string>>((all, of) => all.intersection(of), clipsOf(runs));
  const clipsByAttribute: Record<string, number> = {};
  const compared = groups.map(([label, of]): RunGroup => {
    const kept = shared.size === 0 ? of : of.filter(({ summary }) => shared.has(summary.clip));
    const byClip = [...Map.groupBy(kept, ({ summary }) => summary.clip).values()];
    const byCode = [...clipsByCode(byClip)];
    for (const [code, having] of byCode)
      clipsByAttribute[code] = Math.max(clipsByAttribute[code] ?? 0, having.length);
    const mean = (measure: GroupMeasure) => overClips(byClip, measure);
    return {
      label,
      clips: clipsOf(of).size,
      seeds: new Set(of.map(({ summary }) => summary.config.seed)).size,
      means: {
        meanJ: mean('meanJ'),
        meanF: mean('meanF'),
        meanConfidence: mean('meanConfidence'),
        meanStability: mean('meanStability'),
      },
      deviationJ: seedDeviation(kept, clipsOf(kept)),
      attributes: Object.fromEntries(byCode.map(([code, having]) => [code, overClips(having, 'meanJ')])),
    };
  });
  return { groups: compared, sharedClips: shared.size, clipsByAttribute };
}

import { parseRunConfig, type RunConfig } from '../../api/run-config.ts';
import { usageError } from '../../base/errors.ts';
import type { AblationPlan } from './ablation-plan.ts';

/** An option and the values that it takes in a grid. */
export interface VariedOption {
  readonly name: keyof RunConfig;
  readonly values: readonly (string | number | boolean)[];
}

/** Options that make sense in a grid. */
const varied = [
  'tau',
  'alpha',
  'encoder',
  'flow',
  'warpFlow',
  'refine',
  'crf',
  'maskSteps',
  'epochs',
  'seed',
] as const;
/** More values than anyone waits for. */
const MOST_VALUES = 200;

/** A value as the configuration has it: a number or a truth value where the text is one. */
function valueOf(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  const number = Number(text);
  return text.trim() !== '' && Number.isFinite(number) ? number : text.trim();
}

/** The values of a range, both ends included, without the errors of adding up steps. */
function rangeValues(from: number, to: number, step: number): number[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toFixed(10)));
}

/**
 * An option with its values from `tau=0:0.4:0.05` (from, to, step) or `encoder=embedded,dino-vits16`. Throws a usage
 * error for anything else.
 */
export function parseVary(text: string): VariedOption {
  const [name = '', values = ''] = text.split('=', 2).map((part) => part.trim());
  const known = varied.find((option) => option === name);
  if (known === undefined)
    throw usageError(`--vary names the option '${name}'; it must be one of ${varied.join(', ')}.`);
  const bounds = values.split(':').map(Number);
  if (bounds.length === 3) {
    const [from, to, step] = bounds as [number, number, number];
    if (!(step > 0) || !(to >= from) || (to - from) / step > MOST_VALUES)
      throw usageError(`--vary ${text} is no range; it must be FROM:TO:STEP, as in tau=0:0.4:0.05.`);
    return { name: known, values: rangeValues(from, to, step) };
  }
  const list = values.split(',').filter((value) => value.trim() !== '');
  if (list.length === 0)
    throw usageError(`--vary ${text} names no values; give FROM:TO:STEP or a list, as in seed=0,1,2.`);
  return { name: known, values: list.map(valueOf) };
}

const label = ({ name }: VariedOption, value: string | number | boolean): string =>
  `${name} = ${String(value)}`;

/** The grid over one or two options; throws a usage error for more, and for values that a configuration cannot have. */
export function gridPlan(base: RunConfig, options: readonly VariedOption[]): AblationPlan {
  const [first, second, ...more] = options;
  if (first === undefined || more.length > 0)
    throw usageError(`--vary can be given once or twice, not ${options.length} times.`);
  const columns = second === undefined ? [null] : second.values;
  return {
    id: `vary-${options.map(({ name }) => name).join('-')}`,
    title: `J by ${options.map(({ name }) => name).join(' and ')}`,
    rowTitle: first.name,
    cells: first.values.flatMap((value) =>
      columns.map((column) => ({
        row: String(value),
        column: second === undefined || column === null ? 'J' : label(second, column),
        config: parseRunConfig({
          ...base,
          [first.name]: value,
          ...(second === undefined || column === null ? {} : { [second.name]: column }),
        }),
        paper: null,
      })),
    ),
    missing: [],
  };
}

import type { Command } from 'commander';
import { usageError } from '../../base/errors.ts';

/** Which sequences, as commander hands them over. */
export interface SequenceFlags {
  readonly sequences?: string;
  readonly set?: string;
  readonly resolution?: string;
}

/** Which sequences of which data set. */
export interface DatasetFlags extends SequenceFlags {
  readonly dataset: string;
  readonly root: string;
}

const rules = ['official', 'all'] as const;

/** Declares which sequences of which data set; without `usual` the data set has to be named. */
export const addDatasetOptions = (command: Command, usual?: 'davis16'): Command =>
  addSequenceOptions(
    command
      .requiredOption('--dataset <name>', 'davis16 | segtrackv2 | fbms59 | folders', usual)
      .requiredOption('--root <dir>', 'where the data set lies, as it was published'),
  ).option('--resolution <name>', 'of DAVIS 2016: 480p | 1080p', '480p');

/** Declares `--sequences` and `--set`. */
export const addSequenceOptions = (command: Command): Command =>
  command
    .option('--sequences <a,b>', 'only these (default: all)')
    .option('--set <name>', 'only the sequences of DAVIS 2016’s train | val');

/** Declares `--rule`. */
export const addRuleOption = (command: Command): Command =>
  command.option('--rule <rule>', 'official (without the first and the last frame) | all', 'official');

/** The sequences that the flags ask for, without what they leave open. */
export const wantedSequences = ({ sequences, set, resolution }: SequenceFlags) => ({
  ...(sequences !== undefined && { sequences: sequences.split(',').map((name) => name.trim()) }),
  ...(set !== undefined && { set }),
  ...(resolution !== undefined && { resolution }),
});

/** The rule by its name; throws a usage error for any other. */
export function checkedRule(name: string): (typeof rules)[number] {
  const rule = rules.find((known) => known === name);
  if (rule === undefined)
    throw usageError(`The option rule is '${name}'; it must be one of ${rules.join(', ')}.`);
  return rule;
}

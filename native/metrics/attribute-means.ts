import { meanOfKnown } from './statistics.ts';

/** The mean of a measure over the sequences that have an attribute, and over those that have not. */
export interface AttributeMean {
  readonly attribute: string;
  readonly sequences: number;
  readonly mean: number;
  /** The mean over the others minus this one: how much the attribute costs; NaN where there are no others. */
  readonly loss: number;
}

/** Means by attribute in the order of the attributes (DAVIS 2016, section 5); those that no sequence has are left out. */
export function attributeMeans(
  values: Readonly<Record<string, number>>,
  attributesOf: (sequence: string) => readonly string[],
  attributes: readonly string[],
): AttributeMean[] {
  const names = Object.keys(values);
  return attributes.flatMap((attribute) => {
    const having = names.filter((name) => attributesOf(name).includes(attribute));
    if (having.length === 0) return [];
    const mean = meanOfKnown(having.map((name) => values[name]!));
    const others = names.filter((name) => !having.includes(name)).map((name) => values[name]!);
    return [{ attribute, sequences: having.length, mean, loss: meanOfKnown(others) - mean }];
  });
}

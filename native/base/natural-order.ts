const collator = new Intl.Collator('en', { numeric: true });

/** Compares names as people do: frame2 before frame10; names that differ in leading zeros only keep one fixed order. */
export const naturalOrder = (a: string, b: string): number =>
  collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);

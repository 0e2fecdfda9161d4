/** One link of a chain of decisions between yes and no. */
export interface ChainLink {
  /** How much speaks for yes, negative where no is the better answer. */
  readonly support: number;
  /** How much speaks for giving the next link the same answer, negative where it should have the other. */
  readonly bond: number;
}

/**
 * The answers z (±1) that maximise the sum of z · support plus z · z' · bond over neighbours, exactly, by Viterbi's
 * algorithm; true for +1. Where both are as good, yes.
 */
export function decideChain(links: readonly ChainLink[]): boolean[] {
  let yes = 0;
  let no = 0;
  const cameFromYes: [boolean, boolean][] = [];
  links.forEach(({ support }, t) => {
    const bond = t === 0 ? 0 : links[t - 1]!.bond;
    const staysYes = yes + bond >= no - bond;
    const turnsNo = yes - bond >= no + bond;
    cameFromYes.push([staysYes, turnsNo]);
    const nextYes = (staysYes ? yes + bond : no - bond) + support;
    no = (turnsNo ? yes - bond : no + bond) - support;
    yes = nextYes;
  });
  const decided = new Array<boolean>(links.length);
  let answer = yes >= no;
  for (let t = links.length - 1; t >= 0; t--) {
    decided[t] = answer;
    answer = cameFromYes[t]![answer ? 0 : 1];
  }
  return decided;
}

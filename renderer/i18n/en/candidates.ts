/** Texts of the choice of the object. */
export const candidates = {
  title: (clip: string) => `Which object? ${clip}`,
  hint: 'Click the object. + joins several, − takes one away.',
  writing: 'Writing the masks …',
  automatic: 'Found automatically',
  name: (place: number) => `Candidate ${place}`,
  choose: (name: string) => `Choose: ${name}`,
  add: (name: string) => `Join: ${name}`,
  remove: (name: string) => `Take away: ${name}`,
  area: (percent: string) => `${percent} % of the picture`,
  apply: 'Apply',
  previousShot: 'Previous shot',
  nextShot: 'Next shot',
  shot: (first: number, last: number) => `Frames ${first} to ${last}`,
  chosen: (clip: string, frames: number) =>
    `${clip}: another object in ${frames === 1 ? '1 frame' : `${frames} frames`}`,
  undo: 'Undo',
};

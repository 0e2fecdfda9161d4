/** Texts of the choice of the object. */
export const candidates = {
  title: (clip: string) => `Which object? ${clip}`,
  hint: 'Click the object. + adds another, − removes one.',
  writing: (percent: string) => `Making masks, ${percent}`,
  automatic: 'Found automatically',
  name: (place: number) => `Candidate ${place}`,
  choose: (name: string) => `Choose: ${name}`,
  add: (name: string) => `Add: ${name}`,
  remove: (name: string) => `Remove: ${name}`,
  area: (percent: string) => `${percent}% of the frame`,
  apply: 'Apply',
  previousShot: 'Previous shot',
  nextShot: 'Next shot',
  shot: (first: number, last: number) => `Frames ${first} to ${last}`,
  chosen: (clip: string, frames: number) =>
    `${clip}: object changed in ${frames === 1 ? '1 frame' : `${frames} frames`}`,
  undo: 'Undo',
};

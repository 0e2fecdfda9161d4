import type { ForegroundSide } from '../graphcut/choice/foreground-choice.ts';

/** The chosen sides of a clip's bipartitions as run.json keeps them: a character a frame, '1', '0', or '-' where nothing moves. */
export const foregroundSides = (chosen: readonly ForegroundSide[]): string =>
  chosen.map((side) => (side === null ? '-' : side ? '1' : '0')).join('');

/** The side of a frame in such a text; side 1 where the text is too short. */
export const foregroundSideOf = (sides: string, index: number): ForegroundSide =>
  sides[index] === '-' ? null : sides[index] !== '0';

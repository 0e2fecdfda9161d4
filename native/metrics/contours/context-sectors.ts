/** Sectors of a shape context around its point. */
export const ANGLES = 12;
const TURN = 2 * Math.PI;

/**
 * The sector of a direction as the toolkit's floating-point arithmetic gives it; where rounding makes a full turn of it,
 * at which the toolkit fails, the first.
 */
export const sectorByAngle = (dRow: number, dCol: number): number =>
  Math.floor((((Math.atan2(dCol, dRow) % TURN) + TURN) % TURN) / (TURN / ANGLES)) % ANGLES;

/** The sector of a direction that is not along an axis: the quadrant, and in it the third. */
export function sectorByQuadrant(dRow: number, dCol: number): number {
  const row = Math.abs(dRow);
  const col = Math.abs(dCol);
  // Thirds from the row axis: tan 30° = 1/√3, tan 60° = √3.
  const third = col * Math.sqrt(3) < row ? 0 : col < row * Math.sqrt(3) ? 1 : 2;
  if (dRow > 0) return dCol > 0 ? third : 11 - third;
  return dCol > 0 ? 5 - third : 6 + third;
}

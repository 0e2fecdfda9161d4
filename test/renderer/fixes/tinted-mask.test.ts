import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tintMask } from '../../../renderer/fixes/tinted-mask.ts';

/** RGBA of a mask drawn with `#`. */
function maskOf(rows: readonly string[]): Uint8ClampedArray {
  const values = rows.flatMap((row) => Array.from(row, (cell) => (cell === '#' ? 255 : 0)));
  return Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255]));
}

test('tints the foreground, draws its edge in full, and leaves the rest transparent', () => {
  const rows = ['......', '.####.', '.####.', '.####.', '......'];
  const tinted = tintMask(maskOf(rows), 6);
  const alpha = (x: number, y: number) => tinted[(y * 6 + x) * 4 + 3]!;
  assert.equal(alpha(0, 0), 0);
  assert.equal(alpha(1, 1), 255);
  assert.equal(alpha(4, 3), 255);
  assert.ok(alpha(2, 2) > 0 && alpha(2, 2) < 255);
});

test('takes the picture’s border for no edge', () => {
  const tinted = tintMask(maskOf(['###', '###']), 3);
  const alphas = Array.from({ length: 6 }, (_, at) => tinted[at * 4 + 3]!);
  assert.ok(alphas.every((alpha) => alpha > 0 && alpha < 255));
});

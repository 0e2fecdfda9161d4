import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outlineMask } from '../../../renderer/fixes/outlined-mask.ts';

/** RGBA of a mask drawn with `#`. */
function maskOf(rows: readonly string[]): Uint8ClampedArray {
  const values = rows.flatMap((row) => Array.from(row, (cell) => (cell === '#' ? 255 : 0)));
  return Uint8ClampedArray.from(values.flatMap((value) => [value, value, value, 255]));
}

/** What is drawn of a mask: `o` outline, `+` its colour, faint, `-` dimmed. */
function drawnOf(rows: readonly string[]): string[] {
  const width = rows[0]!.length;
  const drawn = outlineMask(maskOf(rows), width);
  const sign = (at: number) => {
    const [red, , , alpha] = drawn.subarray(at * 4, at * 4 + 4);
    if (alpha === 255) return 'o';
    return red! > 0 ? '+' : '-';
  };
  return rows.map((_, y) => Array.from({ length: width }, (_, x) => sign(y * width + x)).join(''));
}

test('draws the inner edge of the foreground, tints its inside and dims the background', () => {
  const rows = ['......', '.####.', '.####.', '.####.', '......'];
  assert.deepEqual(drawnOf(rows), ['------', '-oooo-', '-o++o-', '-oooo-', '------']);
});

test('takes the picture’s border for no edge', () => {
  assert.deepEqual(drawnOf(['###', '###']), ['+++', '+++']);
  assert.deepEqual(drawnOf(['####.', '####.']), ['+++o-', '+++o-']);
});

test('draws a wider outline on a larger picture', () => {
  const row = `${'.'.repeat(700)}${'#'.repeat(260)}`;
  assert.equal(drawnOf([row])[0]!.replaceAll(/[^o]/g, '').length, 3);
});

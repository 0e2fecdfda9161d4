import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  conformed,
  framesOfTimecode,
  isVariable,
  rationalRate,
  timecodeAfter,
} from '../../native/export/timing.ts';

const ntsc = { num: 30000, den: 1001 };

test('measured rates become the fractions that they mean', () => {
  assert.deepEqual(rationalRate(23.9760239), { num: 24000, den: 1001 });
  assert.deepEqual(rationalRate(29.97), ntsc);
  assert.deepEqual(rationalRate(59.9402), { num: 60000, den: 1001 });
  assert.deepEqual(rationalRate(24), { num: 24, den: 1 });
  assert.deepEqual(rationalRate(12.5), { num: 25, den: 2 });
  assert.deepEqual(rationalRate(17.3), { num: 173, den: 10 });
});

test('drop-frame timecode skips two numbers a minute but not in every tenth', () => {
  assert.equal(timecodeAfter('00:00:59;29', 1, ntsc), '00:01:00;02');
  assert.equal(timecodeAfter('00:09:59;29', 1, ntsc), '00:10:00;00');
  assert.equal(framesOfTimecode('01:00:00;00', ntsc), 107892);
  assert.equal(framesOfTimecode('01:00:00:00', ntsc), 108000);
});

test('timecode of other rates counts every number, and begins anew after a day', () => {
  assert.equal(timecodeAfter('01:00:00:00', 25, { num: 24000, den: 1001 }), '01:00:01:01');
  assert.equal(timecodeAfter('23:59:59:24', 1, { num: 25, den: 1 }), '00:00:00:00');
});

test('times rounded to milliseconds are no variable rate, missing frames are', () => {
  const even = Float64Array.from({ length: 50 }, (_, k) => Math.round((1000 * k * 1001) / 30000) / 1000);
  assert.equal(isVariable(even, ntsc), false);
  assert.equal(isVariable([0, 0.04, 0.08, 0.2, 0.24], { num: 25, den: 1 }), true);
});

test('a conformed export shows at each time what playing shows', () => {
  const times = [0, 0.04, 0.16, 0.2, 0.24];
  assert.deepEqual(conformed(times, 0, 5, { num: 25, den: 1 }), [0, 1, 1, 1, 2, 3, 4]);
  assert.deepEqual(conformed(times, 1, 4, { num: 25, den: 1 }), [1, 1, 1, 2, 3]);
});

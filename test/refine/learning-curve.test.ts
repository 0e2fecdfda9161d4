import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { learningCurveSvg } from '../../native/refine/learning-curve.ts';

const losses = Array.from({ length: 500 }, (_, i) => ({
  step: i + 1,
  lossOwn: i % 9 === 0 ? null : 1 / (1 + i / 50),
  lossWarped: 1.2 / (1 + i / 60),
}));

const linesOf = (svg: string) =>
  [...svg.matchAll(/<polyline points="([^"]*)"/g)].map(([, points]) => points!);

test('both branches are drawn, falling as the losses fall', () => {
  const [own, warped] = linesOf(learningCurveSvg(losses, 'clip'));
  for (const line of [own!, warped!]) {
    const heights = line.split(' ').map((point) => Number(point.split(',')[1]));
    assert.ok(heights.length > 50 && heights.length <= 120);
    assert.ok(heights.every((y, i) => i === 0 || y >= heights[i - 1]!));
  }
});

test('the picture is sound for any title and without any step', async () => {
  for (const svg of [learningCurveSvg(losses, 'a & <b>'), learningCurveSvg([], 'none')]) {
    const { width, height } = await sharp(Buffer.from(svg)).metadata();
    assert.deepEqual([width, height], [720, 360]);
  }
});

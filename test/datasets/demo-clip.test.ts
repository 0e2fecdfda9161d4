import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDemoRenderer, demoClip } from '../../native/datasets/demo-clip.ts';
import { cameraToFloor, composeAffine, inverse } from '../../native/datasets/demo-pose.ts';

const { widthPx, heightPx, frameCount } = demoClip;
const render = createDemoRenderer();

function foregroundShare(mask: Uint8Array): number {
  return mask.reduce((sum, value) => sum + value, 0) / mask.length;
}

function touchesBorder(mask: Uint8Array): boolean {
  return mask.some((value, i) => {
    const x = i % widthPx;
    const y = Math.floor(i / widthPx);
    return value === 1 && (x === 0 || y === 0 || x === widthPx - 1 || y === heightPx - 1);
  });
}

/**
 * Mean absolute difference of neighbouring frames' pixels that the camera alone would carry into each other, once for
 * pixels that are foreground in both and once for pixels that are background in both.
 */
function residualUnderCameraMotion(first: number, second: number) {
  const [a, b] = [render(first), render(second)];
  const carry = composeAffine(
    inverse(cameraToFloor(second, widthPx, heightPx)),
    cameraToFloor(first, widthPx, heightPx),
  );
  const sums = { foreground: 0, background: 0 };
  const counts = { foreground: 0, background: 0 };
  for (let i = 0; i < widthPx * heightPx; i++) {
    const x = i % widthPx;
    const y = Math.floor(i / widthPx);
    const toX = Math.round(carry.a * x + carry.b * y + carry.tx);
    const toY = Math.round(carry.c * x + carry.d * y + carry.ty);
    if (toX < 0 || toY < 0 || toX >= widthPx || toY >= heightPx) continue;
    const j = toY * widthPx + toX;
    if (a.mask.data[i] !== b.mask.data[j]) continue;
    const side = a.mask.data[i] === 1 ? 'foreground' : 'background';
    sums[side] += Math.abs(a.image.data[3 * i + 1]! - b.image.data[3 * j + 1]!);
    counts[side]++;
  }
  return {
    foreground: sums.foreground / counts.foreground,
    background: sums.background / counts.background,
  };
}

test('renders the same pixels and masks every time', () => {
  const again = createDemoRenderer()(17);
  const first = render(17);
  assert.deepEqual(again.image, first.image);
  assert.deepEqual(again.mask, first.mask);
});

test('shows the whole object in every fourth frame, on 8 to 20 percent of the picture', () => {
  for (let frame = 0; frame < frameCount; frame += 4) {
    const { mask } = render(frame);
    const share = foregroundShare(mask.data);
    assert.ok(share > 0.08 && share < 0.2, `frame ${frame}: ${share}`);
    assert.ok(!touchesBorder(mask.data), `frame ${frame} touches the border`);
  }
});

test('marks as foreground what does not move with the camera', () => {
  const residual = residualUnderCameraMotion(20, 21);
  assert.ok(residual.background < 6, `background ${residual.background}`);
  assert.ok(
    residual.foreground > 3 * residual.background,
    `foreground ${residual.foreground}, background ${residual.background}`,
  );
});

test('moves object and camera in every frame', () => {
  for (const frame of [0, 29, frameCount - 2]) {
    assert.notDeepEqual(render(frame).mask.data, render(frame + 1).mask.data);
    assert.notDeepEqual(cameraToFloor(frame, widthPx, heightPx), cameraToFloor(frame + 1, widthPx, heightPx));
  }
});

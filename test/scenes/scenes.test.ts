import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderFrame, sceneFlow, sceneLabels, sceneTimes } from '../../native/scenes/render-scene.ts';
import { drawScene } from '../../native/scenes/scene.ts';
import type { Scene } from '../../native/scenes/scene-types.ts';
import { warpPlane } from '../../native/flow/warp.ts';
import { rgbToGray } from '../../native/raster/resample.ts';
import type { FlowField } from '../../native/raster/types.ts';

const size = { widthPx: 192, heightPx: 112 };
const seeds = [3, 14, 15, 92, 65, 35];
const clean = { seed: 0, noise: 0, exposure: 0, blurred: false, blockStep: 0 };

/** A scene as it is, without a camera's and a codec's faults. */
const faultless = (seed: number): Scene => ({ ...drawScene(seed, size), shutter: 0, degradation: clean });

/** Without what darkens or lets through, so that what is seen is what moves. */
function opaque(scene: Scene): Scene {
  return { ...scene, layers: scene.layers.filter(({ paint, strength }) => paint !== null && strength === 1) };
}

function staysInside({ widthPx, heightPx, data }: FlowField, i: number): boolean {
  const x = (i % widthPx) + data[i]!;
  const y = Math.floor(i / widthPx) + data[widthPx * heightPx + i]!;
  return x >= 0 && y >= 0 && x <= widthPx - 1 && y <= heightPx - 1;
}

test('a seed gives the same scene every time, and another one another', () => {
  const [once, again, other] = [7, 7, 8].map((seed) => renderFrame(drawScene(seed, size), 1));
  assert.deepEqual(again, once);
  assert.notDeepEqual(other, once);
});

test('the exact flow brings every frame to the middle one, but for what is hidden in one of them', () => {
  const shares = { still: 0, warped: 0 };
  for (const seed of seeds) {
    const scene = opaque(faultless(seed));
    const middle = rgbToGray(renderFrame(scene, 0)).data;
    for (const time of [-1, 2]) {
      const other = rgbToGray(renderFrame(scene, time));
      const flow = sceneFlow(scene, time);
      const warped = warpPlane(other, flow).data;
      const unlike = (data: Float32Array) =>
        data.filter((value, i) => staysInside(flow, i) && Math.abs(value - middle[i]!) > 12).length /
        data.length;
      shares.still += unlike(other.data) / (2 * seeds.length);
      shares.warped += unlike(warped) / (2 * seeds.length);
    }
  }
  assert.ok(shares.still > 0.2, `without warping ${shares.still} of the pixels differ`);
  assert.ok(shares.warped < 0.08, `after warping still ${shares.warped} of the pixels differ`);
});

test('nothing has moved at time 0', () => {
  const flow = sceneFlow(faultless(seeds[0]!), 0);
  assert.ok(flow.data.every((value) => Math.abs(value) < 1e-4));
});

test('labels are where taking the objects away changes the picture', () => {
  let changedInside = 0;
  let inside = 0;
  let changedOutside = 0;
  let outside = 0;
  for (const seed of seeds) {
    const scene = opaque(faultless(seed));
    const labels = sceneLabels(scene);
    const whole = renderFrame(scene, 0).data;
    const empty = renderFrame({ ...scene, layers: scene.layers.filter(({ label }) => label === 0) }, 0).data;
    labels.forEach((label, i) => {
      const changed = [0, 1, 2].some((c) => Math.abs(whole[3 * i + c]! - empty[3 * i + c]!) > 2);
      if (label > 0) {
        inside++;
        changedInside += Number(changed);
      } else {
        outside++;
        changedOutside += Number(changed);
      }
    });
  }
  assert.ok(inside > 0.02 * outside, 'the scenes have objects');
  assert.ok(changedInside / inside > 0.95, `${changedInside} of ${inside} pixels of objects change`);
  // Half-covered pixels of an outline may be nearer to the background.
  assert.ok(
    changedOutside / outside < 0.02,
    `${changedOutside} of ${outside} pixels of the background change`,
  );
});

test('many scenes have objects of all sizes, and some have none', () => {
  const shares = Array.from({ length: 60 }, (_, seed) => {
    const labels = sceneLabels(drawScene(100 + seed, { widthPx: 96, heightPx: 56 }));
    return labels.filter((label) => label > 0).length / labels.length;
  });
  assert.ok(shares.some((share) => share === 0));
  assert.ok(shares.some((share) => share > 0 && share < 0.02));
  assert.ok(shares.some((share) => share > 0.15));
  assert.ok(shares.every((share) => share < 0.8));
});

test('a camera’s faults change every frame, and each in its own way', () => {
  const degradation = { ...clean, noise: 4, blockStep: 12 };
  const still = faultless(seeds[1]!);
  const differences = sceneTimes.map((time) => {
    const [good, bad] = [renderFrame(still, time), renderFrame({ ...still, degradation }, time)];
    return good.data.map((value, i) => Math.abs(value - bad.data[i]!));
  });
  for (const difference of differences) {
    const mean = difference.reduce((sum, value) => sum + value, 0) / difference.length;
    assert.ok(mean > 0.5 && mean < 12, `the mean change is ${mean}`);
  }
  assert.notDeepEqual(differences[0], differences[1]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  enoughSide,
  fitView,
  nextZoom,
  panBy,
  picturePoint,
  placement,
  seenPart,
  zoomLimits,
  zoomOf,
  zoomTo,
  type View,
} from '../../../renderer/viewer/stage/view-geometry.ts';

const picture = { width: 854, height: 480 };
const pane = { width: 1000, height: 700 };

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test('fits the whole picture into the pane, in its middle', () => {
  for (const size of [pane, { width: 300, height: 900 }, { width: 2000, height: 300 }]) {
    const { x, y, width, height } = placement(fitView(picture), picture, size);
    assert.ok(x >= 7.99 && y >= 7.99 && x + width <= size.width - 7.99 && y + height <= size.height - 7.99);
    near(x + width / 2, size.width / 2);
    near(y + height / 2, size.height / 2);
    near(width / height, 854 / 480);
  }
});

test('leaves the point under the pointer where it is, over every zoom', () => {
  let view: View = fitView(picture);
  const at = { x: 400, y: 300 };
  const before = picturePoint(view, picture, pane, at);
  for (const zoom of [1, 2.5, 8, 3, 32, 1.1]) {
    view = zoomTo(view, zoom, picture, pane, at);
    const after = picturePoint(view, picture, pane, at);
    near(after.x, before.x);
    near(after.y, before.y);
    near(zoomOf(view, picture, pane), zoom);
  }
});

test('moves the picture with the pointer and never loses it', () => {
  const view = zoomTo(fitView(picture), 2, picture, pane, { x: 500, y: 350 });
  const moved = panBy(view, picture, pane, { x: 100, y: -50 });
  near(placement(moved, picture, pane).x, placement(view, picture, pane).x + 100);
  near(placement(moved, picture, pane).y, placement(view, picture, pane).y - 50);
  const far = panBy(view, picture, pane, { x: 1e6, y: -1e6 });
  assert.deepEqual(far.center, { x: 0, y: 480 });
});

test('panning a fitted picture goes on at its zoom', () => {
  const view = panBy(fitView(picture), picture, pane, { x: 10, y: 0 });
  near(zoomOf(view, picture, pane), zoomOf(fitView(picture), picture, pane));
  near(placement(view, picture, pane).x, placement(fitView(picture), picture, pane).x + 10);
});

test('zooms within its limits in round steps', () => {
  assert.equal(nextZoom(0.73, 1), 1);
  assert.equal(nextZoom(1, 1), 1.5);
  assert.equal(nextZoom(1, -1), 2 / 3);
  assert.equal(nextZoom(32, 1), zoomLimits.largest);
  assert.equal(nextZoom(0.05, -1), zoomLimits.smallest);
  const view = zoomTo(fitView(picture), 1e9, picture, pane, { x: 0, y: 0 });
  assert.equal(view.zoom, zoomLimits.largest);
});

test('labels hang on what is seen of the picture: all of it where it fits, the pane where it is larger', () => {
  const half = { x: 402, y: 0, width: 400, height: 300 };
  const fitting = placement(fitView(picture), picture, half);
  assert.deepEqual(seenPart(half, fitting), { ...fitting, x: half.x + fitting.x });
  const large = placement({ zoom: 8, center: fitView(picture).center }, picture, half);
  assert.deepEqual(seenPart(half, large), half);
});

test('pictures come as small as is enough, where that saves half of the pixels', () => {
  const sides = (width: number, height: number, shown: readonly number[]) =>
    shown.map((devicePx) => enoughSide({ width, height }, devicePx));
  assert.deepEqual(sides(1920, 1080, [500, 960, 961, 4000]), [960, 960, null, null]);
  assert.deepEqual(sides(2160, 3840, [900, 1900, 2000]), [960, 1920, null]);
  assert.deepEqual(sides(1280, 720, [500]), [null]);
  assert.deepEqual(sides(2560, 1440, [960, 1500]), [960, null]);
});

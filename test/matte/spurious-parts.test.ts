import assert from 'node:assert/strict';
import test from 'node:test';
import { SeededRandom } from '../../native/base/seeded-random.ts';
import { labelRegions } from '../../native/matte/run-regions.ts';
import { PartTracks, partsOf, withoutParts } from '../../native/matte/spurious-parts.ts';

const size = { widthPx: 120, heightPx: 80 };

/** Left, top, width, height. */
type Box = readonly [number, number, number, number];

function sharesOf(boxes: readonly Box[]): Uint8Array {
  const shares = new Uint8Array(size.widthPx * size.heightPx);
  for (const [left, top, width, height] of boxes)
    for (let y = top; y < top + height; y++)
      shares.fill(255, y * size.widthPx + left, y * size.widthPx + left + width);
  return shares;
}

/** The masks of frames with the given boxes, and what they are without spurious parts. */
function cleaned(frames: readonly (readonly Box[])[]) {
  const before = frames.map(sharesOf);
  const tracks = new PartTracks();
  for (const shares of before) tracks.add(partsOf(shares, size));
  const after = tracks.spurious().map((gone, k) => {
    const own = before[k]!;
    return gone.length === 0 ? own : withoutParts(own, size, partsOf(own, size), gone);
  });
  return { before, after };
}

const FRAMES = 20;
const frames = (boxesOf: (k: number) => readonly Box[]) =>
  Array.from({ length: FRAMES }, (_, k) => boxesOf(k));
/** A square of 30 × 30 pixels that travels. */
const object = (k: number): Box => [10 + k, 20, 30, 30];

test('what comes into the picture for a few frames is taken away, the object is not touched', () => {
  const piece: Box = [110, 60, 10, 12];
  const { after } = cleaned(frames((k) => (k >= 12 && k < 16 ? [object(k), piece] : [object(k)])));
  assert.deepEqual(after, frames((k) => [object(k)]).map(sharesOf));
});

test('a limb that is apart in some frames is a part of the object', () => {
  const limb = (k: number): Box => [10 + k, k % 5 === 0 ? 49 : 60, 6, 12];
  const { before, after } = cleaned(frames((k) => [object(k), limb(k)]));
  assert.deepEqual(after, before);
});

test('of the same extent, a part beside the object stays, as behind a pole, and one far away goes', () => {
  const small = (left: number): Box => [left, 30, 8, 8];
  const standing: Box = [10, 20, 30, 30];
  const near = cleaned(frames(() => [standing, small(46)]));
  assert.deepEqual(near.after, near.before);
  const far = cleaned(frames(() => [standing, small(100)]));
  assert.deepEqual(far.after, frames(() => [standing]).map(sharesOf));
});

test('another object stays, and so does what frames show that lack the object', () => {
  const other: Box = [80, 10, 20, 20];
  const two = cleaned(frames((k) => [object(k), other]));
  assert.deepEqual(two.after, two.before);
  const lost = cleaned(frames((k) => (k === 8 ? [[100, 60, 5, 5]] : [object(k)])));
  assert.deepEqual(lost.after, lost.before);
});

test('empty masks have no spurious parts', () => {
  const { before, after } = cleaned(frames(() => []));
  assert.deepEqual(after, before);
  assert.deepEqual(new PartTracks().spurious(), []);
});

test('what fades out around a spurious part goes with it, what fades out around the object stays', () => {
  const shares = sharesOf([
    [10, 20, 30, 30],
    [100, 60, 4, 4],
  ]);
  const at = (x: number, y: number) => y * size.widthPx + x;
  shares[at(41, 30)] = 90;
  shares[at(105, 61)] = 90;
  const parts = partsOf(shares, size);
  const left = withoutParts(shares, size, parts, [parts.labels[at(100, 60)]!]);
  assert.deepEqual(
    [left[at(41, 30)], left[at(105, 61)], left[at(100, 60)], left[at(10, 20)]],
    [90, 0, 0, 255],
  );
});

test('regions are those of a flood fill over sides and corners', () => {
  const [widthPx, heightPx] = [23, 17];
  const random = new SeededRandom(3);
  for (const density of [0.2, 0.4, 0.6]) {
    const mask = Uint8Array.from({ length: widthPx * heightPx }, () => Number(random.next() < density));
    const { labels, count } = labelRegions(mask, widthPx, heightPx);
    const flooded = new Int32Array(mask.length);
    let regions = 0;
    for (const start of mask.keys()) {
      if (mask[start] === 0 || flooded[start] !== 0) continue;
      regions++;
      const open = [start];
      while (open.length > 0) {
        const i = open.pop()!;
        if (flooded[i] !== 0) continue;
        flooded[i] = regions;
        const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
        for (let v = Math.max(y - 1, 0); v <= Math.min(y + 1, heightPx - 1); v++)
          for (let u = Math.max(x - 1, 0); u <= Math.min(x + 1, widthPx - 1); u++)
            if (mask[v * widthPx + u] === 1) open.push(v * widthPx + u);
      }
    }
    assert.equal(count, regions);
    assert.equal(new Set([...mask.keys()].map((i) => `${labels[i]} ${flooded[i]}`)).size, regions + 1);
  }
});

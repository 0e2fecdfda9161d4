import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import type { RgbImage } from '../../native/raster/types.ts';
import { readRgbImage } from '../../native/raster/image-file.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import { probeClip } from '../../native/video/probe-clip.ts';
import { createSceneCutDetector, dissimilarity, frameSignature } from '../../native/video/scene-cuts.ts';
import { davisRoot, goldenTest } from '../support/golden.ts';
import { ffmpeg, temporaryPaths } from './video-fixtures.ts';

const at = temporaryPaths();
const length = 15;

/** Frames of a source of ffmpeg after its first second, when `life` has settled. */
async function lavfiFrames(source: string): Promise<RgbImage[]> {
  const path = at(`${source.split('=')[0]!}.mkv`);
  await ffmpeg(`-f lavfi -i ${source} -ss 1 -frames:v ${String(length)} -c:v ffv1 ${path}`);
  const images: RgbImage[] = [];
  for await (const { image } of decodeFrames(await probeClip(path, silentContext), {}, silentContext))
    images.push(image);
  return images;
}

/** A textured ground that slides `speedPx` pixels per frame, with a disc that goes the other way. */
function slidingFrames(speedPx: number): RgbImage[] {
  const [widthPx, heightPx] = [160, 90];
  const ground = (x: number, y: number) =>
    110 + 60 * Math.sin(x * 0.11 + 2 * Math.sin(y * 0.07)) + 40 * Math.cos(y * 0.19);
  return Array.from({ length }, (_, frame) => {
    const data = new Uint8Array(widthPx * heightPx * 3);
    for (let i = 0; i < widthPx * heightPx; i++) {
      const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
      const value = ground(x + frame * speedPx, y);
      const inDisc = (x - 120 + frame * 4) ** 2 + (y - 45) ** 2 < 400;
      data.set(inDisc ? [190, 70, 60] : [value * 0.7, value * 0.9, value * 0.6], i * 3);
    }
    return { widthPx, heightPx, data };
  });
}

function cutsIn(frames: readonly RgbImage[]): number[] {
  const detector = createSceneCutDetector();
  return frames.flatMap((frame, index) => (detector.push(frame) ? [index] : []));
}

const mapValues = (image: RgbImage, map: (value: number, i: number) => number): RgbImage => ({
  ...image,
  data: image.data.map((value, i) => Math.max(0, Math.min(255, map(value, i)))),
});
const mix = (a: RgbImage, b: RgbImage, share: number) =>
  mapValues(a, (value, i) => value * (1 - share) + b.data[i]! * share);

describe('scene cuts', () => {
  const shots: Record<string, RgbImage[]> = {};
  before(async () => {
    shots['testsrc2'] = await lavfiFrames('testsrc2=s=160x90:r=15');
    shots['mandelbrot'] = await lavfiFrames('mandelbrot=s=160x90:r=15');
    shots['life'] = await lavfiFrames(
      'life=s=160x90:r=15:seed=7:mold=10:ratio=0.3:death_color=0x204080:life_color=0xf0e020',
    );
    shots['sliding'] = slidingFrames(2);
  });
  const pairs = () =>
    Object.values(shots).flatMap((a) =>
      Object.values(shots).flatMap((b) => (a === b ? [] : [[a, b] as const])),
    );

  test('are found exactly where shots were joined', () => {
    const joined = Object.values(shots).flat();
    assert.deepEqual(cutsIn(joined), [length, 2 * length, 3 * length]);
    for (const [a, b] of pairs()) assert.deepEqual(cutsIn([...a, ...b]), [length]);
  });

  test('are not found within a shot, slow or fast', () => {
    for (const frames of Object.values(shots)) assert.deepEqual(cutsIn(frames), []);
    for (const speed of [0, 5, 12]) assert.deepEqual(cutsIn(slidingFrames(speed)), []);
  });

  test('are not found in dissolves, nor in fades to black or white and back', () => {
    for (const [a, b] of pairs()) {
      const steps = Array.from({ length: 15 }, (_, i) => mix(a.at(-1)!, b[0]!, (i + 1) / 16));
      assert.deepEqual(cutsIn([...a, ...steps, ...b]), []);
    }
    const frames = [...shots['sliding']!, ...slidingFrames(2).reverse()];
    const away = (index: number) => Math.min(1, Math.abs(index - 15) / 12);
    assert.deepEqual(cutsIn(frames.map((frame, i) => mapValues(frame, (v) => v * away(i)))), []);
    assert.deepEqual(
      cutsIn(frames.map((frame, i) => mapValues(frame, (v) => 255 - (255 - v) * away(i)))),
      [],
    );
  });

  test('are not found in flashes, strobe light and dropouts', () => {
    const frames = [...shots['sliding']!, ...slidingFrames(2).reverse()];
    const effects: ((value: number) => number)[] = [
      (v) => v * 2,
      (v) => v + 90,
      () => 255,
      () => 0,
      (v) => v * 0.4,
    ];
    for (const effect of effects) {
      const flashes = frames.map((frame, i) => (i % 7 === 5 ? mapValues(frame, effect) : frame));
      assert.deepEqual(cutsIn(flashes), [], String(effect));
    }
    const strobe = frames.map((frame, i) => (i % 2 === 1 ? mapValues(frame, () => 0) : frame));
    assert.deepEqual(cutsIn(strobe), []);
  });

  test('are found in colourless pictures too', () => {
    const gray = (image: RgbImage) => mapValues(image, (_, i) => image.data[i - (i % 3) + 1]!);
    const joined = [...shots['testsrc2']!, ...shots['sliding']!].map(gray);
    assert.deepEqual(cutsIn(joined), [length]);
  });
});

test('a frame differs from itself by nothing and from others symmetrically', () => {
  const [a, b] = [slidingFrames(0)[0]!, mapValues(slidingFrames(7)[9]!, (v, i) => (i % 3 ? v : v * 1.4))].map(
    frameSignature,
  );
  assert.ok(dissimilarity(a!, a!) < 1e-3);
  assert.ok(dissimilarity(a!, b!) > 0 && dissimilarity(a!, b!) <= 1);
  assert.ok(Math.abs(dissimilarity(a!, b!) - dissimilarity(b!, a!)) < 1e-6);
});

goldenTest('finds the seams between natural sequences and nothing else', davisRoot(), async (root) => {
  const sequences = ['drift-straight', 'camel', 'soapbox', 'horsejump-high', 'dog', 'breakdance'];
  const frames: RgbImage[] = [];
  for (const name of sequences)
    for (let i = 0; i < 30; i++) {
      const file = `${root}/JPEGImages/480p/${name}/${String(i).padStart(5, '0')}.jpg`;
      frames.push(await readRgbImage(file, { widthPx: 160, heightPx: 90 }));
    }
  assert.deepEqual(cutsIn(frames), [30, 60, 90, 120, 150]);
});

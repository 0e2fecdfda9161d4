import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readMask } from '../../native/raster/image-file.ts';
import type { Mask } from '../../native/raster/types.ts';
import { fodvid } from '../support/fodvid.ts';
import { type SceneFrame, sceneSize, sceneTruth, writeScene } from '../support/clips/motion-scenes.ts';

const frameCount = 6;
const cutAt = 3;
const scene = (frameAt: (t: number) => SceneFrame) =>
  Array.from({ length: frameCount }, (_, t) => frameAt(t));
const object = (t: number) => [60 + 4 * t, 56] as const;
const camera = (t: number) => [3 * t, t] as const;

/** Scenes in which nothing moves but the camera, the light or the sensor's noise. */
const still = {
  'static-camera': scene(() => ({ noise: 6 })),
  'static-object': scene(() => ({ object: [96, 56], noise: 4 })),
  pan: scene((t) => ({ camera: camera(t), noise: 3 })),
  zoom: scene((t) => ({ zoom: 1 + 0.03 * t })),
  fade: scene((t) => ({ light: 1 - 0.15 * t })),
  strobe: scene((t) => ({ light: t % 3 === 1 ? 2.2 : 1 })),
  'flickering-pan': scene((t) => ({ light: 1 + 0.25 * (t % 2), camera: camera(t) })),
  'letterbox-pan': scene((t) => ({ barPx: 16, camera: camera(t) })),
};

/** Scenes with an object that moves, before a camera that may. */
const moving = {
  object: scene((t) => ({ object: object(t), noise: 4 })),
  'object-and-pan': scene((t) => ({ object: object(t), camera: [-2 * t, t] })),
  'cut-to-another': scene((t) =>
    t < cutAt ? { object: object(t) } : { place: 1, object: [140 - 4 * t, 40] },
  ),
  'cut-to-still': scene((t) => (t < cutAt ? { object: object(t) } : { place: 1, noise: 3 })),
  'fading-object': scene((t) => ({ light: 1 - 0.15 * t, object: object(t) })),
  'object-in-strobe': scene((t) => ({ light: t % 3 === 1 ? 2.2 : 1, object: object(t) })),
  'object-in-letterbox': scene((t) => ({ barPx: 16, object: object(t), camera: [-2 * t, 0] })),
};

const root = mkdtempSync(join(tmpdir(), 'fodvid-robustness-'));
after(() => rmSync(root, { recursive: true, force: true }));

before(async () => {
  const scenes = Object.entries({ ...still, ...moving });
  for (const [name, frames] of scenes) await writeScene(join(root, name), frames);
  const clips = scenes.map(([name]) => join(root, name));
  const { exitCode, stderr } = await fodvid(['run', ...clips, '--no-refine', '--out', join(root, 'out')], {
    FODVID_CACHE: join(root, 'cache'),
  });
  assert.equal(exitCode, 0, stderr);
});

const maskOf = (name: string, index: number) =>
  readMask(join(root, 'out', name, 'masks', `${String(index).padStart(5, '0')}.png`));

interface RunFile {
  readonly perFrame: readonly { readonly confidence: number }[];
}

const confidencesOf = (name: string) =>
  (JSON.parse(readFileSync(join(root, 'out', name, 'run.json'), 'utf8')) as RunFile).perFrame.map(
    ({ confidence }) => confidence,
  );

const area = ({ data }: Mask) => data.reduce((sum, value) => sum + value, 0);

function overlap(a: Mask, b: Mask): number {
  const both = a.data.reduce((sum, value, i) => sum + (value & b.data[i]!), 0);
  return both / (area(a) + area(b) - both);
}

for (const [name, frames] of Object.entries(still))
  test(`${name}: nothing moves, nothing is foreground`, async () => {
    for (const index of frames.keys()) assert.equal(area(await maskOf(name, index)), 0, `frame ${index}`);
    assert.deepEqual(
      confidencesOf(name),
      frames.map(() => 0),
    );
  });

for (const [name, frames] of Object.entries(moving))
  test(`${name}: the object alone is foreground, in every frame of its shot`, async () => {
    const confidences = confidencesOf(name);
    for (const [index, frame] of frames.entries()) {
      const mask = await maskOf(name, index);
      const truth = sceneTruth(frame);
      if (area(truth) === 0) assert.equal(area(mask), 0, `frame ${index}`);
      else assert.ok(overlap(mask, truth) > 0.65, `frame ${index}: ${overlap(mask, truth)}`);
      assert.equal(confidences[index]! > 0.4, area(truth) > 0, `frame ${index}: ${confidences[index]}`);
    }
  });

test('black bars are never foreground', async () => {
  const { widthPx, heightPx } = sceneSize;
  for (let index = 0; index < frameCount; index++) {
    const { data } = await maskOf('object-in-letterbox', index);
    const bars = data.filter((_, i) => i < 16 * widthPx || i >= (heightPx - 16) * widthPx);
    assert.ok(bars.every((value) => value === 0));
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shotCandidates } from '../../native/graphcut/choice/followed-candidates.ts';
import { type ShotFrame, ShotFollower } from '../../native/graphcut/choice/followed-choice.ts';
import { type FramePart, frameParts } from '../../native/graphcut/choice/frame-parts.ts';
import { patchOverlap, patchSet } from '../../native/graphcut/choice/patch-set.ts';
import { patchWarp } from '../../native/graphcut/patch-warp.ts';

const grid = { rows: 12, cols: 24 };
const nodes = grid.rows * grid.cols;
const frameCount = 9;

/** A block of 4 × 4 patches with its upper left corner there. */
const block = (row: number, col: number): Float32Array =>
  Float32Array.from({ length: nodes }, (_, node) => {
    const [r, c] = [Math.floor(node / grid.cols), node % grid.cols];
    return Number(r >= row && r < row + 4 && c >= col && c < col + 4);
  });
/** One block moves to the right by a patch a frame, the other to the left. */
const upper = (t: number) => block(1, 2 + t);
const lower = (t: number) => block(7, 16 - t);
const part = (soft: Float32Array): FramePart => ({ soft, patches: patchSet(soft) });

/** The flow to the frame before (-1) or after (+1), a pixel a patch. */
function flow(t: number, offset: -1 | 1) {
  const data = new Float32Array(2 * nodes);
  const [right, left] = [upper(t), lower(t)];
  for (let node = 0; node < nodes; node++) data[node] = offset * (right[node]! - left[node]!);
  return { widthPx: grid.cols, heightPx: grid.rows, data };
}

/** Both blocks look alike, apart from the background. */
const appearance = (t: number) => ({
  dim: 2,
  data: Float32Array.from({ length: 2 * nodes }, (_, i) => {
    const isBlock = upper(t)[i >> 1]! + lower(t)[i >> 1]! > 0;
    return Number(i % 2 === Number(isBlock));
  }),
});

/** The parts stand in another order in every other frame: a place in the list is no identity. */
const frames: readonly ShotFrame[] = Array.from({ length: frameCount }, (_, t) => {
  const others = [part(lower(t)), part(block(4, 8)), part(upper(t))];
  return {
    parts: [part(upper(t)), ...(t % 2 === 0 ? others : others.reverse())],
    appearance: appearance(t),
    fromPrevious: t > 0 ? patchWarp(flow(t, -1), grid) : null,
    fromNext: t + 1 < frameCount ? patchWarp(flow(t, 1), grid) : null,
  };
});

test('a choice is followed through the shot, whatever place it has in each frame', () => {
  const follower = new ShotFollower(frames);
  const followed = follower.follow({ frame: 4, soft: lower(4) });
  followed.forEach((mask, t) =>
    assert.equal(patchOverlap(patchSet(mask), patchSet(lower(t))), 1, `frame ${t}`),
  );
  assert.ok(follower.agreement(followed) > 0.7);
});

test('where the choice is the run’s own, the run’s own masks are followed', () => {
  const followed = new ShotFollower(frames).follow({ frame: 0, soft: upper(0) });
  followed.forEach((mask, t) => assert.equal(patchOverlap(patchSet(mask), patchSet(upper(t))), 1));
});

test('a frame in which the chosen part was not found gets what the flow carries there', () => {
  const without = frames.map((frame, t) =>
    t === 6
      ? {
          ...frame,
          parts: frame.parts.filter(({ patches }) => patchOverlap(patches, patchSet(lower(6))) < 1),
        }
      : frame,
  );
  const followed = new ShotFollower(without).follow({ frame: 2, soft: lower(2) });
  assert.ok(patchOverlap(patchSet(followed[6]!), patchSet(lower(6))) > 0.7);
});

test('a shot’s candidates are the run’s own choice and what else moves, each once', () => {
  const ranked = frames.map((frame, t) => ({
    ...frame,
    salience: Float32Array.from(upper(t), (share, node) => 2 * (share + lower(t)[node]!)),
  }));
  const candidates = shotCandidates(ranked, new ShotFollower(ranked), grid);
  assert.deepEqual(
    candidates.map(({ automatic }) => automatic),
    [true, ...candidates.slice(1).map(() => false)],
  );
  const showing = (t: number, wanted: Float32Array) =>
    candidates.filter(({ masks }) => patchOverlap(patchSet(masks[t]!), patchSet(wanted)) > 0.9).length;
  assert.equal(showing(5, upper(5)), 1);
  assert.equal(showing(5, lower(5)), 1);
});

test('a frame’s parts begin with the automatic choice and hold each mover once', () => {
  const salience = Float32Array.from(upper(3), (share, node) => 2 * (share + lower(3)[node]!));
  const evidence = {
    eigenvectors: [],
    salience,
    appearance: appearance(3),
    automatic: upper(3),
    inPicture: () => true,
  };
  const parts = frameParts(evidence, grid);
  assert.equal(parts[0]!.soft, evidence.automatic);
  const like = (wanted: Float32Array) =>
    parts.filter(({ patches }) => patchOverlap(patches, patchSet(wanted)) > 0.9).length;
  assert.equal(like(upper(3)), 1);
  assert.equal(like(lower(3)), 1);
  assert.equal(like(salience.map((value) => value / 2)), 1);
});

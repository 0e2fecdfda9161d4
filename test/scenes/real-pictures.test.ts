import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePictureBank, encodePictureBank, type PictureBank } from '../../native/scenes/picture-bank.ts';
import { renderFrame, sceneLabels } from '../../native/scenes/render-scene.ts';
import { drawScene } from '../../native/scenes/scene.ts';
import { TEXTURE_SIDE } from '../../native/scenes/textures.ts';

const size = { widthPx: 96, heightPx: 64 };

/** One red disc and one checked photograph. */
function smallBank(): PictureBank {
  const side = 24;
  const disc = Uint8Array.from({ length: 4 * side * side }, (_, i) => {
    const pixel = i >> 2;
    const inside = Math.hypot((pixel % side) - 11.5, Math.floor(pixel / side) - 11.5) < 11;
    return [220, 20, 20, inside ? 255 : 0][i & 3]!;
  });
  const checks = Uint8Array.from({ length: 3 * TEXTURE_SIDE ** 2 }, (_, i) => ((i >> 6) & 1) * 200);
  return { photographs: [{ data: checks }], cutouts: [{ widthPx: side, heightPx: side, data: disc }] };
}

test('a bank of pictures comes back from its bytes', () => {
  const bank = smallBank();
  assert.deepEqual(decodePictureBank(encodePictureBank(bank)), bank);
});

test('scenes of a bank are the same for the same seed, other than without it, and know where their objects are', () => {
  const bank = smallBank();
  let labelled = 0;
  let changed = 0;
  for (let seed = 1; seed <= 6; seed++) {
    const scene = drawScene(seed, size, bank);
    const frame = renderFrame(scene, 0).data;
    assert.deepEqual(renderFrame(drawScene(seed, size, bank), 0).data, frame);
    changed += Number(!Buffer.from(frame).equals(renderFrame(drawScene(seed, size), 0).data));
    labelled += Number(sceneLabels(scene).some((label) => label > 0));
  }
  assert.ok(changed >= 5, `${changed} of 6 scenes changed`);
  assert.ok(labelled >= 3, `${labelled} of 6 scenes show an object`);
});

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readMask, writeRgbPng } from '../../native/raster/image-file.ts';
import { parseReport } from '../../native/runs/report.ts';
import { fodvid } from '../support/fodvid.ts';
import { textureAt } from '../support/clips/gray-texture.ts';

const size = { widthPx: 320, heightPx: 192 };
const radiusPx = 26;
const wakePx = 62;

const root = mkdtempSync(join(tmpdir(), 'fodvid-object-'));
after(() => rmSync(root, { recursive: true, force: true }));

const distanceAt = (t: number, x: number, y: number): number => Math.hypot(x - 90 - 5 * t, y - 96);

/** A red disc on a pond whose water moves along with it, the less the further away; `moments` are those of its frames. */
async function writePond(folder: string, moments: readonly number[]): Promise<void> {
  mkdirSync(folder);
  for (const [index, t] of moments.entries()) {
    const data = new Uint8Array(3 * size.widthPx * size.heightPx);
    for (let y = 0, i = 0; y < size.heightPx; y++)
      for (let x = 0; x < size.widthPx; x++, i += 3) {
        const distance = distanceAt(t, x, y);
        const moved = textureAt(x - 5 * t + 400, y + 400);
        const share = Math.min(Math.max((wakePx - distance) / 14, 0), 1);
        const level = share * moved + (1 - share) * textureAt(x + 400, y + 400);
        const tone = distance < radiusPx ? [1.2, 0.3, 0.25] : [0.35, 0.5, 0.6];
        tone.forEach((factor, c) => (data[i + c] = Math.min(factor * level, 255)));
      }
    await writeRgbPng(join(folder, `${String(index).padStart(5, '0')}.png`), { ...size, data });
  }
}

test('water that moves along with an object is not the object, also where both rest for a while', async () => {
  const clip = join(root, 'pond');
  const moments = [0, 1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 8, 9];
  await writePond(clip, moments);
  const run = await fodvid(['run', clip, '--no-refine', '--size', '192x320', '--out', join(root, 'out')], {
    FODVID_CACHE: join(root, 'cache'),
  });
  assert.equal(run.exitCode, 0, run.stderr);
  const report = parseReport(readFileSync(join(root, 'out', 'pond', 'run.json'), 'utf8'))!;
  // The cut itself found disc and water.
  assert.equal(report.objects.length, 1);
  for (const [index, t] of moments.entries()) {
    const mask = await readMask(join(root, 'out', 'pond', 'masks', `${String(index).padStart(5, '0')}.png`));
    let [both, either] = [0, 0];
    mask.data.forEach((found, i) => {
      const isDisc = distanceAt(t, i % size.widthPx, Math.floor(i / size.widthPx)) < radiusPx;
      both += Number(found === 1 && isDisc);
      either += Number(found === 1 || isDisc);
    });
    assert.ok(both / either > 0.9, `frame ${index}: ${both / either}`);
  }
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { smokeRecipe } from '../../native/training/embedded-motion/recipe.ts';
import { trainEmbedded } from '../../native/training/embedded-motion/embedded-training.ts';
import { createProgress } from '../../native/base/progress.ts';
import { readSafetensorsFile } from '../../native/weights/formats/safetensors.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-train-embedded-'));
after(() => rmSync(root, { recursive: true, force: true }));

const recipe = {
  ...smokeRecipe,
  sceneSize: { widthPx: 96, heightPx: 64 },
  scenes: 6,
  heldOutScenes: 2,
  steps: 16,
};

/** Runs the recipe in a folder of its own; stops it before a step of the training where asked. */
async function run(name: string, stopAt = Infinity) {
  const stop = new AbortController();
  const notes: string[] = [];
  const progress = createProgress(({ stage, done, note }) => {
    if (stage === 'training' && note !== null) notes.push(note);
    if (stage === 'training' && done >= stopAt) stop.abort();
  });
  const outPath = join(root, `${name}.safetensors`);
  const place = { workDir: join(root, name), outPath, signal: stop.signal, progress };
  return { report: await trainEmbedded(recipe, place), notes, outPath };
}

test('the recipe trains, goes on after an interruption, and gives the same weights for the same seed', async () => {
  const whole = await run('whole');
  await assert.rejects(run('parts', 5), /cancel/i);
  const parts = await run('parts');
  assert.deepEqual(readFileSync(parts.outPath), readFileSync(whole.outPath));
  assert.equal(whole.notes.length, recipe.steps);
  assert.equal(parts.notes.length, recipe.steps - 5);
  const loss = (note: string) => Number(/loss ([\d.]+)/.exec(note)![1]);
  assert.ok(loss(whole.notes.at(-1)!) < loss(whole.notes[0]!), whole.notes.join('\n'));
  assert.ok(whole.report.heldOutOverlap >= 0 && whole.report.heldOutOverlap <= 1);
  const { tensors, metadata } = await readSafetensorsFile(whole.outPath);
  assert.ok([...tensors.values()].every(({ dtype }) => dtype === 'F16'));
  assert.deepEqual(JSON.parse(metadata.get('recipe')!), recipe);
});

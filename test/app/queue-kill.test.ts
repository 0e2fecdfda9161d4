import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import type { EngineEvent, EngineOptions } from '../../native/app/engine.ts';
import { engineFolder, openEngine, queueEnd, runClips, tinyClip } from '../support/test-engine.ts';

const FRAMES = 12;

/** Starts an engine in a process of its own and kills it at the first event for which `isTime` holds. */
async function killAt(
  options: EngineOptions,
  clips: readonly string[],
  isTime: (event: EngineEvent) => boolean,
) {
  const script = join(import.meta.dirname, '..', 'support', 'queue-child.ts');
  const child = spawn(process.execPath, [script, JSON.stringify(options), ...clips], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = new Promise<NodeJS.Signals | null>((resolve) => {
    child.once('exit', (_, signal) => resolve(signal));
  });
  for await (const line of createInterface({ input: child.stdout }))
    if (isTime(JSON.parse(line) as EngineEvent)) {
      child.kill('SIGKILL');
      break;
    }
  assert.equal(await exit, 'SIGKILL');
}

const digestOf = (outDir: string) => {
  const hash = createHash('sha256');
  const masks = join(outDir, 'masks');
  const names = readdirSync(masks).sort();
  assert.equal(names.length, FRAMES);
  for (const name of names) hash.update(readFileSync(join(masks, name)));
  return hash.digest('hex');
};

test('a queue whose engine is killed twice goes on by itself and ends with the masks of an uninterrupted one', async () => {
  const { library, options } = engineFolder();
  const clips = [await tinyClip(library, 'one', FRAMES), await tinyClip(library, 'two', FRAMES)];
  await killAt(
    options,
    clips,
    (event) => event.event === 'queue.progress' && event.payload.progress.fraction > 0.1,
  );
  // The second engine finds the first clip interrupted, resumes it unasked, and is killed in the second clip.
  const states: string[] = [];
  await killAt(options, [], (event) => {
    if (event.event === 'queue.changed') states.push(event.payload.items.map(({ state }) => state).join());
    return event.event === 'queue.progress' && states.some((text) => text.startsWith('done,running'));
  });
  const engine = await openEngine(options);
  const items = await queueEnd(engine);
  assert.deepEqual(
    items.map(({ state }) => state),
    ['done', 'done'],
  );
  const { options: fresh } = engineFolder();
  const whole = await openEngine(fresh);
  // Both clips have the same frames.
  await runClips(whole, [clips[0]!]);
  for (const name of ['one', 'two'])
    assert.equal(
      digestOf(join(options.defaultOutputDir, name)),
      digestOf(join(fresh.defaultOutputDir, 'one')),
    );
});

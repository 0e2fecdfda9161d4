import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCommand } from '../../native/api/run-command-line.ts';
import { resolveRunConfig } from '../../native/api/run-config.ts';

test('a command names only what differs from the preset, and quotes what a shell would read otherwise', () => {
  assert.equal(
    runCommand('/clips/dog.mp4', '/out/dog', resolveRunConfig({})),
    'fodvid run /clips/dog.mp4 --out /out',
  );
  const config = resolveRunConfig({
    preset: 'paper',
    refine: false,
    alpha: 0.5,
    exports: ['prores4444'],
    from: 12,
  });
  assert.equal(
    runCommand("/clips/it's a dog.mp4", '/out/dog', config),
    "fodvid run '/clips/it'\\''s a dog.mp4' --out /out --preset paper --alpha 0.5 --no-refine --from 12 --export prores4444",
  );
});

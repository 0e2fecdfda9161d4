import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = mkdtempSync(join(tmpdir(), 'fodvid-train-command-'));
after(() => rmSync(root, { recursive: true, force: true }));
const script = join(import.meta.dirname, '..', '..', 'native', 'cli', 'train-embedded.ts');

async function train(args: readonly string[]) {
  const child = spawn(process.execPath, [script, ...args]);
  const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [exitCode, stdout, stderr] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}

test('the smoke recipe goes from scenes to weights, and a second call finds everything done', async () => {
  const work = join(root, 'work');
  const first = await train(['--smoke', '--work', work]);
  assert.equal(first.exitCode, 0, first.stderr);
  assert.match(first.stdout, /parameters; J \d+\.\d on 4 scenes/);
  assert.match(first.stderr, /training +\d+\/30/);
  assert.ok(existsSync(join(work, 'embedded-motion.safetensors')));
  const second = await train(['--smoke', '--work', work]);
  assert.equal(second.stdout.split('\n')[0], first.stdout.split('\n')[0]);
});

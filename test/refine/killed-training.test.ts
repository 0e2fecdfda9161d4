import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openStore } from '../../native/store/store.ts';

const KILLS = 10;
const STEPS = 1500;
const root = mkdtempSync(join(tmpdir(), 'fodvid-killed-'));
after(() => rmSync(root, { recursive: true, force: true }));
const script = join(import.meta.dirname, 'training-child.ts');

/** Trains in a process of its own; kills it as soon as it has done `killAt` steps. Returns where it began. */
function trainUntil(name: string, killAt: number): Promise<{ first: number; killed: boolean }> {
  const child = spawn(process.execPath, [
    script,
    join(root, name),
    String(STEPS),
    join(root, `${name}.json`),
  ]);
  let told = '';
  const steps = () => told.split('\n').slice(0, -1).map(Number);
  child.stdout.on('data', (text: Buffer) => {
    told += text.toString();
    if ((steps().at(-1) ?? 0) >= killAt) child.kill('SIGKILL');
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  return new Promise((resolve, reject) => {
    child.on('close', (code) => {
      if (code !== 0 && code !== null) reject(new Error(errors));
      else resolve({ first: steps()[0] ?? 0, killed: code === null });
    });
  });
}

test('a training that is killed ten times ends with the weights of an uninterrupted one', async () => {
  const whole = await trainUntil('whole', Infinity);
  assert.deepEqual(whole, { first: 0, killed: false });
  const begins: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const { first, killed } = await trainUntil('cut', (kill * STEPS) / (KILLS + 2));
    assert.ok(killed, `the training ended before kill ${kill}`);
    begins.push(first);
  }
  const last = await trainUntil('cut', Infinity);
  assert.equal(last.killed, false);
  assert.ok(last.first > 0 && begins.at(-1)! > begins[0]!, `began at ${begins.join()}, ${last.first}`);
  const weights = (name: string) => readFileSync(join(root, `${name}.json`), 'utf8');
  assert.equal(weights('cut'), weights('whole'));
});

test('its learning curve is that of the uninterrupted one too', () => {
  const curves = ['whole', 'cut'].map((name) => {
    const store = openStore({ folder: join(root, name), limitBytes: 1e9 });
    const curve = store.learningCurve('tiny');
    store.close();
    return curve;
  });
  assert.equal(curves[0]!.length, STEPS);
  assert.deepEqual(curves[1], curves[0]);
});

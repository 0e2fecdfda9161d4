import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { mainFile } from '../support/fodvid.ts';
import { tinyDinoFile } from '../weights/torch-writer.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';

const folder = temporaryFolderOfFile();

/** Runs `fodvid models …` with an empty model folder and no mirror. */
function models(...args: string[]): { code: number | null; output: string; errors: string } {
  const env = { ...process.env, FODVID_MODELS: join(folder, 'models'), FODVID_MODEL_MIRROR: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [mainFile, 'models', ...args], {
    env,
    encoding: 'utf8',
  });
  return { code: status, output: stdout, errors: stderr };
}

function fileOf(content: string | Uint8Array, name: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('list prints one JSON object with licence, address and state of every model', () => {
  const { code, output } = models('list', '--json');
  const { models: listed } = JSON.parse(output) as {
    models: { id: string; licence: string; state: string }[];
  };
  assert.equal(code, 0);
  assert.ok(listed.every(({ licence, state }) => licence !== '' && state === 'absent'));
  assert.ok(listed.some(({ id }) => id === 'dino-vitb8'));
});

test('pull of a model that is offered by hand only says so before anything is fetched', () => {
  const { code, errors } = models('pull', 'gmflow');
  assert.equal(code, 1);
  assert.match(errors, /about 19 MB, licence Apache-2\.0/);
  assert.match(errors, /fodvid models import gmflow_sintel-0c07dcb3\.pth --as gmflow/);
});

test('wrong usage ends with 2, a wrong file with 1', () => {
  assert.equal(models('pull', 'no-such-model').code, 2);
  assert.equal(models().code, 2);
  const page = models('import', fileOf('<!DOCTYPE html><html></html>', 'page.pth'));
  assert.deepEqual([page.code, /is a web page/.test(page.errors)], [1, true]);
  const small = models('import', fileOf(tinyDinoFile(), 'tiny.pth'), '--as', 'dino-vits16');
  assert.deepEqual([small.code, /tiny\.pth is not dino-vits16/.test(small.errors)], [1, true]);
  assert.equal(models('verify', 'arflow').code, 1);
});

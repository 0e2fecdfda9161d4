import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { silentContext } from '../../native/base/context.ts';
import { createProgress } from '../../native/base/progress.ts';
import { exitCodeOf } from '../../native/cli/command-line.ts';
import type { CliSession } from '../../native/cli/cli-session.ts';
import { readSafetensors, writeSafetensors } from '../../native/weights/formats/safetensors.ts';
import { fodvid, type FodvidEnd } from '../support/fodvid.ts';

const root = mkdtempSync(join(tmpdir(), 'fodvid-cli-'));
const env = { FODVID_CACHE: join(root, 'cache') };
after(() => rmSync(root, { recursive: true }));

/** A folder of masks whose left `cols` of 32 columns are foreground. */
async function maskFolder(name: string, cols: number): Promise<string> {
  const folder = join(root, name, 'seq');
  mkdirSync(folder, { recursive: true });
  const data = Uint8Array.from({ length: 32 * 20 }, (_, i) => (i % 32 < cols ? 255 : 0));
  for (let i = 0; i < 4; i++)
    await sharp(data, { raw: { width: 32, height: 20, channels: 1 } })
      .png()
      .toFile(join(folder, `0000${i}.png`));
  return join(root, name);
}

const wrongUses: [string, RegExp][] = [
  ['', /Choose one of the commands/],
  ['dance', /Unknown command 'dance'/],
  ['run x --out o --frobnicate', /Unknown option '--frobnicate'/],
  ['run x', /'--out <dir>' not specified/],
  ['run --out o', /'clips'/],
  ['run x --out o --alpha 2', /alpha is 2; it must be a number from 0 to 1/],
  ['run x --out o --tau foo', /tau is 'foo'; it must be a number from -1 to 1/],
  ['run x --out o --size 256', /size is '256'; it must be HxW/],
  ['run x --out o --size 0x0', /size is '0x0'; it must be HxW/],
  ['run x --out o --encoder resnet', /encoder is 'resnet'.*dino-vitb8/],
  ['run x --out o --epochs 1.5', /epochs is 1\.5/],
  ['run x --out o --export dvd', /exports is .*dvd/],
  ['cut --features f --grid 32 --out o', /grid is '32'; it must be RxC/],
  ['cut --features f --grid 4x4 --tau 3 --out o', /tau is 3/],
  ['flow a b --flow raft --out o', /flow is 'raft'/],
  ['score --gt a --pred b --rule strict', /rule is 'strict'/],
  ['cache', /Choose one of the commands/],
  ['cache shrink', /Unknown command 'shrink'/],
];
/** The command line in this process: a process for each would be most of these tests' time. */
async function inProcess(args: readonly string[]): Promise<FodvidEnd> {
  const [out, err]: [string[], string[]] = [[], []];
  const session: CliSession = {
    json: false,
    signal: new AbortController().signal,
    progress: createProgress(() => undefined),
    context: () => silentContext,
    log: (text) => void err.push(text),
    print: (text) => void out.push(text),
    result: (value) => void out.push(JSON.stringify(value)),
    exitCode: 0,
    exit: () => Promise.reject(new Error('A command does not end the process itself.')),
  };
  const exitCode = await exitCodeOf(args, session);
  return { exitCode, stdout: out.join('\n'), stderr: err.join('\n') };
}

/** Those that are run as a process too. */
const asProcesses = ['', 'run x --out o --alpha 2'];
for (const [args, sentence] of wrongUses)
  test(`"fodvid ${args}" is one sentence and exit code 2`, async () => {
    const words = args.split(' ').filter(Boolean);
    const ends = [await inProcess(words), ...(asProcesses.includes(args) ? [await fodvid(words, env)] : [])];
    for (const { exitCode, stdout, stderr } of ends) {
      assert.equal(exitCode, 2, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n\s+at /);
    }
  });

test('help and version go to standard output with exit code 0', async () => {
  for (const args of [['--help'], ['run', '--help'], ['help', 'score'], ['--version']]) {
    const { exitCode, stdout, stderr } = await fodvid(args, env);
    assert.deepEqual([exitCode, stderr], [0, '']);
    assert.ok(stdout.length > 3);
  }
});

test('score prints one JSON object and nothing else on standard output', async () => {
  const [gt, pred] = [await maskFolder('gt', 16), await maskFolder('pred', 8)];
  const csv = join(root, 'scores.csv');
  const { exitCode, stdout } = await fodvid(
    ['score', '--gt', gt, '--pred', pred, '--json', '--csv', csv],
    env,
  );
  assert.equal(exitCode, 0);
  const report = JSON.parse(stdout) as { mean: { J: number }; sequences: object; rule: string };
  assert.equal(report.mean.J, 0.5);
  assert.deepEqual([Object.keys(report.sequences), report.rule], [['seq'], 'official']);
  assert.equal(readFileSync(csv, 'utf8').split('\r\n')[0], 'sequence,frame,J,F,T');
});

test('score prints a table for people', async () => {
  const [gt, pred] = [await maskFolder('gt2', 16), await maskFolder('pred2', 16)];
  const { stdout } = await fodvid(['score', '--gt', gt, '--pred', pred], env);
  assert.match(stdout, /seq\s+4\s+100\.0\s+100\.0\s+0\.0\s+100\.0/);
  assert.match(stdout, /Rule: official/);
});

test('a failure is a sentence, exit code 1, and with --json an object that says so', async () => {
  const args = ['score', '--gt', join(root, 'nowhere'), '--pred', root, '--json'];
  const { exitCode, stdout, stderr } = await fodvid(args, env);
  assert.equal(exitCode, 1);
  const { error } = JSON.parse(stdout) as { error: { kind: string; message: string } };
  assert.equal(error.kind, 'failed');
  assert.ok(stderr.includes(error.message) && error.message.includes('nowhere'));
});

test('FODVID_DEBUG=1 adds the stack trace', async () => {
  const args = ['score', '--gt', join(root, 'nowhere'), '--pred', root];
  assert.match((await fodvid(args, { ...env, FODVID_DEBUG: '1' })).stderr, /\n\s+at /);
});

test('cache stats and clear count what is there, in the folder that --cache names', async () => {
  const folder = join(root, 'other-cache');
  const stats = await fodvid(['cache', 'stats', '--json', '--cache', folder], env);
  assert.deepEqual(JSON.parse(stats.stdout), { folder, entries: 0, sizeBytes: 0, perStage: {} });
  assert.ok(readdirSync(folder).includes('cache.db'));
  const cleared = await fodvid(['cache', 'clear', '--cache', folder], env);
  assert.equal(cleared.exitCode, 0);
  assert.match(cleared.stdout, /Removed 0 entries/);
});

test('a cache limit that is no number is wrong usage', async () => {
  const { exitCode, stderr } = await fodvid(['cache', 'stats'], { ...env, FODVID_CACHE_LIMIT_GB: 'lots' });
  assert.equal(exitCode, 2);
  assert.match(stderr, /FODVID_CACHE_LIMIT_GB is 'lots'/);
});

test('a corrupt cache is set aside with a sentence and the command goes on', async () => {
  const folder = join(root, 'corrupt-cache');
  mkdirSync(folder);
  writeFileSync(join(folder, 'cache.db'), 'no database at all'.repeat(1000));
  const { exitCode, stdout, stderr } = await fodvid(['cache', 'stats', '--json', '--cache', folder], env);
  assert.equal(exitCode, 0);
  assert.equal((JSON.parse(stdout) as { entries: number }).entries, 0);
  assert.match(stderr, /set aside as .*corrupt-/);
});

test('cut cuts a file of features', async () => {
  const features = join(root, 'features.safetensors');
  const out = join(root, 'cut.safetensors');
  // Two groups of patches: the first six point one way, the others another.
  const data = Float32Array.from({ length: 24 * 4 }, (_, i) => {
    const own = i >> 2 < 6 ? 0 : 1;
    return i % 4 === own ? 1 : 0.01 * ((i * 7) % 5);
  });
  const tensor = { dtype: 'F32' as const, shape: [24, 4], data };
  await writeSafetensors(features, { appearance: tensor, flow: tensor });
  const args = [
    'cut',
    '--features',
    features,
    '--grid',
    '4x6',
    '--tau',
    '0.25',
    '--alpha',
    '0.7',
    '--out',
    out,
  ];
  const { exitCode, stdout, stderr } = await fodvid([...args, '--json'], env);
  assert.equal(exitCode, 0, stderr);
  const report = JSON.parse(stdout) as { patches: number; sideOne: number };
  assert.equal(report.patches, 24);
  assert.ok([6, 18].includes(report.sideOne));
  assert.deepEqual([...(await readSafetensors(out)).keys()].sort(), [
    'eigenvalue',
    'eigenvector',
    'partition',
  ]);
});

test('doctor says what is there', async () => {
  const { exitCode, stdout } = await fodvid(['doctor', '--json'], env);
  assert.equal(exitCode, 0);
  const report = JSON.parse(stdout) as {
    cacheFolder: string;
    providers: { provider: string; works: boolean }[];
  };
  assert.equal(report.cacheFolder, env.FODVID_CACHE);
  assert.ok(report.providers.some(({ provider, works }) => provider === 'cpu' && works));
});

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fodvid } from '../../support/fodvid.ts';
import { writeMovingSquare } from '../../support/clips/moving-square.ts';
import { startSlurm } from '../../support/farm/slurm.ts';
import type { Bench, BenchRow } from '../bench.ts';

const clipCount = 8;

/** The masks of every clip in a folder, as text. */
function masksIn(outDir: string): string {
  const names = readdirSync(outDir, { recursive: true, encoding: 'utf8' })
    .filter((name) => /masks.*png$/.test(name))
    .sort();
  return names.map((name) => `${name} ${readFileSync(join(outDir, name)).toString('base64')}`).join('\n');
}

/** An array of eight tasks on a Slurm of this machine against the same clips in one run. */
async function run(): Promise<BenchRow[]> {
  const root = mkdtempSync(join(tmpdir(), 'fodvid-array-'));
  const clips = Array.from({ length: clipCount }, (_, i) => join(root, `clip${i}`));
  for (const [i, clip] of clips.entries()) {
    mkdirSync(clip);
    await writeMovingSquare(clip, 2, { widthPx: 64 + 8 * i, heightPx: 48 });
  }
  const words = ['--no-refine', '--provider', 'cpu'];
  const alone = join(root, 'alone');
  const array = join(root, 'array');
  const slurm = await startSlurm();
  try {
    const one = await fodvid(['run', ...clips, '--out', alone, ...words], {
      FODVID_CACHE: join(root, 'cache-alone'),
    });
    if (one.exitCode !== 0) throw new Error(one.stderr);
    const script = await fodvid([
      'script',
      'slurm',
      ...clips,
      '--out',
      array,
      '--shards',
      String(clipCount),
      '--cpus',
      '1',
      ...words,
    ]);
    if (script.exitCode !== 0) throw new Error(script.stderr);
    const file = join(root, 'job.sh');
    writeFileSync(
      file,
      script.stdout.replace('\nexec ', `\nexport FODVID_CACHE=${join(root, 'cache-array')}\nexec `),
    );
    await slurm.ended(slurm.submit(file), 600_000);
    const gathered = await fodvid(['gather', array, '--json']);
    const { clips: found, missing } = JSON.parse(gathered.stdout) as {
      clips: { state: string }[];
      missing: unknown[];
    };
    const done = found.filter(({ state }) => state === 'done').length;
    const same = masksIn(alone) === masksIn(array);
    const row = (name: string, ours: number): BenchRow => ({ name, ours, peer: null, unit: '', limit: 0 });
    return [
      row('clips that the array did not run', clipCount - done),
      row('shards that did not come to their end', missing.length),
      row('masks that differ from one machine’s (0 or 1)', Number(!same)),
    ];
  } finally {
    slurm.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

export const bench: Bench = { name: 'farm-slurm', run };

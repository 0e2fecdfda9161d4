// Makes the ablation tables of docs/results.md: node build/bootstrap.mjs build/research.mjs DAVIS OUT [fodvid options]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const [root, out, ...options] = process.argv.slice(2);
if (root === undefined || out === undefined) {
  console.error('npm run research -- DAVIS OUT [options of fodvid ablate]');
  process.exit(2);
}
const main = join(import.meta.dirname, '..', 'native', 'cli', 'main.ts');
const tables = ['2', '3', '4'];
const args = [
  'ablate',
  '--root',
  root,
  '--out',
  out,
  ...tables.flatMap((table) => ['--table', table]),
  ...options,
];
const { status } = spawnSync(process.execPath, [main, ...args], { stdio: 'inherit' });
if (status === 0)
  for (const table of tables) console.log(readFileSync(join(out, `table-${table}.md`), 'utf8'));
process.exitCode = status ?? 1;

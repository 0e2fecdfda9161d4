import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FodvidError, exitCodes, usageError } from '../../native/base/errors.ts';
import type { Bench, BenchRow } from './bench.ts';

const suffix = '.bench.ts';

/** A row's figure that its limit bounds: ours / peer, or ours where there is no peer. */
const judged = (row: BenchRow) => (row.peer === null ? row.ours : row.ours / row.peer);
const isOver = (row: BenchRow) => row.limit !== undefined && !(judged(row) <= row.limit);

function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

function verdict(row: BenchRow): string {
  if (row.limit === undefined) return '';
  return isOver(row) ? 'OVER' : 'ok';
}

/** The cells of a row: name, ours, peer, ratio, limit, verdict, note. */
function cells(row: BenchRow): string[] {
  return [
    row.name,
    `${figure(row.ours)} ${row.unit}`,
    row.peer === null ? '-' : `${figure(row.peer)} ${row.unit}`,
    row.peer === null ? '-' : figure(row.ours / row.peer),
    row.limit === undefined ? '-' : figure(row.limit),
    verdict(row),
    row.note ?? '',
  ];
}

function printTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
}

/** The benchmark files in this folder; with `wanted` only those whose name begins with one of these words. */
async function benchFiles(wanted: readonly string[]): Promise<string[]> {
  const inside = await readdir(import.meta.dirname, { recursive: true });
  const files = inside.filter((file) => file.endsWith(suffix)).sort();
  const named = (word: string) => files.filter((file) => basename(file).startsWith(word));
  const unknown = wanted.filter((word) => named(word).length === 0);
  if (unknown.length > 0) {
    const known = files.map((file) => basename(file, suffix)).join(', ');
    throw usageError(`There is no benchmark ${unknown.join(', ')}; there are ${known || 'none yet'}.`);
  }
  return wanted.length === 0 ? files : wanted.flatMap(named);
}

async function runBench(file: string): Promise<BenchRow[]> {
  const url = pathToFileURL(join(import.meta.dirname, file)).href;
  const { bench } = (await import(url)) as { readonly bench: Bench };
  console.error(`running ${bench.name} ...`);
  return bench.run();
}

async function main(wanted: readonly string[]): Promise<void> {
  const rows: BenchRow[] = [];
  for (const file of await benchFiles(wanted)) rows.push(...(await runBench(file)));
  printTable([['benchmark', 'ours', 'peer', 'ratio', 'limit', '', ''], ...rows.map(cells)]);
  const over = rows.filter(isOver);
  if (over.length === 0) return;
  console.log(`\nover the limit: ${over.map((row) => row.name).join(', ')}`);
  process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FodvidError)) throw error;
  console.error(error.message);
  process.exitCode = exitCodes[error.kind];
}

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const lines = readFileSync(join(root, 'docs', 'security.md'), 'utf8').split('\n');

const cellsOf = (line: string) =>
  line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());

interface Row {
  readonly name: string;
  readonly files: readonly string[];
  readonly tests: readonly (readonly [file: string, title: string])[];
}

/** The rows of the tables with a column of files and one of tests, whose head names their folder or means test/electron. */
function tableRows(): Row[] {
  const rows: Row[] = [];
  let folder: string | null = null;
  for (const line of lines) {
    if (!line.startsWith('|')) folder = null;
    else if (/\| file +\| test\b/.test(line)) folder = /test\/\w+/.exec(line)?.[0] ?? 'test/electron';
    else if (folder !== null && !line.startsWith('| --')) {
      const place = folder;
      const cells = cellsOf(line);
      rows.push({
        name: cells.slice(0, 2).join(' '),
        files: [...cells.at(-2)!.matchAll(/`([^`]+)`/g)].map(([, path]) => path!),
        tests: cells
          .at(-1)!
          .split(', ')
          .map((cell) => {
            const [file = '', title = ''] = cell.split(/: (.*)/);
            return [`${place}/${file}.ts`, title] as const;
          }),
      });
    }
  }
  return rows;
}

const titlesIn = (source: string) =>
  [...source.matchAll(/\btest\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs)].map(([, , title]) => title!);

const rows = tableRows();

test('the three tables of security.md are read', () => {
  assert.ok(rows.length >= 33, String(rows.length));
});

for (const { name, files, tests } of rows)
  test(`security.md names files and tests that are there: ${name}`, () => {
    assert.ok(files.length > 0 && tests.length > 0);
    for (const file of files) assert.ok(existsSync(join(root, file)), file);
    for (const [file, title] of tests) {
      assert.ok(existsSync(join(root, file)), file);
      const titles = titlesIn(readFileSync(join(root, file), 'utf8'));
      assert.ok(
        title !== '' && titles.some((each) => each.includes(title)),
        `${file} has no test "${title}"`,
      );
    }
  });

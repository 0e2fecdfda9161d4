// Names by which a reader searches: no two files, whatever their extensions, and no two exports may share one.
// Prints those that do, and exits with 1.
import { globSync, readFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');
const listed = (patterns, exclude = []) =>
  globSync(patterns, { cwd: root, exclude }).map((file) => file.replaceAll('\\', '/'));

/** Kernels in AssemblyScript are called like the TypeScript beside them that gives the same bits. */
const kernels = 'native/**/kernels/**';

/** What exports the same name by intent: texts in each language, benchmarks to their runner. */
const alike = ['renderer/i18n/{en,de}/**', 'test/bench/**/*.bench.ts'];

/** What is the same kind of thing wherever it lies: entry points, and a text in each language. */
const isShared = (file) =>
  /^(main\.(ts|tsx|mjs)|eslint\.config\.mjs)$/.test(basename(file)) ||
  /^renderer\/i18n\/(en|de)\//.test(file);

const places = (entries) =>
  [...Map.groupBy(entries, ({ name }) => name)].filter(([, same]) => same.length > 1);

function exportsOf(file) {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  const names = source.statements.flatMap((statement) => {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement];
    return declared.flatMap(({ name }) => (name !== undefined && ts.isIdentifier(name) ? [name.text] : []));
  });
  // A schema and its type, or overloads, are one thing.
  return [...new Set(names)].map((name) => ({ name, file }));
}

const programs = ['native/**/*.ts', 'electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'test/**/*.{ts,tsx,mjs}'];
const files = listed([...programs, 'build/**/*.mjs', '*.mjs'], [kernels]);
const twice = [
  ...places(files.filter((file) => !isShared(file)).map((file) => ({ name: parse(file).name, file }))),
  ...places(listed(programs, [kernels, ...alike]).flatMap(exportsOf)),
];
for (const [name, same] of twice) console.error(`${name}: ${same.map(({ file }) => file).join(', ')}`);
if (twice.length > 0) process.exit(1);

// npm test [-- unit|engine|e2e | files]: runs the tests of one tier, of all, or of some files, and says at the end which
// were skipped and why. With FODVID_REQUIRE_BROWSER=1 it fails where those in a browser were.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, matchesGlob, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

const root = join(import.meta.dirname, '..');
/**
 * What needs a browser; what runs whole clips, trains, kills processes, starts engines, asks a graphics card, goes through
 * data sets or draws and decodes for many seconds; the rest is unit.
 */
const tiers = {
  e2e: ['test/e2e/**', 'test/renderer/viewer/{stage,run-chooser}.test.ts'],
  engine: [
    'test/app/**',
    'test/cli/{bad-input,command-line,odd-videos,run-command,train-embedded}.test.ts',
    'test/commands/{demo-files,research}.test.ts',
    'test/datasets/demo-clip.test.ts',
    'test/electron/{engine-restart,parts}.test.ts',
    'test/export/**',
    'test/farm/{chunks,farm-command,farm-faults,farm-queue,object-farm,object-storage,share-checkpoint}.test.ts',
    'test/metrics/official-scores.test.ts',
    'test/models/{original-flows,webgpu}.test.ts',
    'test/onnx/{autodiff-training,out-of-memory}.test.ts',
    'test/pipeline/{networks-run,object,refine,resume,robustness,flow-networks}.test.ts',
    'test/refine/{killed-training,trainer}.test.ts',
    'test/renderer/window-components.test.ts',
    'test/runs/{clip-kinds,export-faults,export-run}.test.ts',
    'test/scenes/scenes.test.ts',
    'test/serve/{media-responses,runs-outside,second-serve}.test.ts',
    'test/store/two-processes.test.ts',
    'test/training/**',
    'test/transport/**',
    'test/video/{damage,decode-frames,overlay,probe-clip,scene-cuts,seek-frames}.test.ts',
    'test/weights/embedded-weights.test.ts',
  ],
};

const tierOf = (file) =>
  Object.keys(tiers).find((tier) => tiers[tier].some((pattern) => matchesGlob(file, pattern))) ?? 'unit';

function chosenFiles(asked) {
  const all = globSync('test/**/*.test.{ts,tsx}', { cwd: root }).map((file) => file.replaceAll('\\', '/'));
  // The longest first: what is short fills the cores up at the end.
  if (asked.length === 0)
    return ['e2e', 'engine', 'unit'].flatMap((tier) => all.filter((file) => tierOf(file) === tier).sort());
  if (['unit', ...Object.keys(tiers)].includes(asked[0]))
    return all.filter((file) => tierOf(file) === asked[0]);
  return asked.map((path) => relative(root, join(process.cwd(), path)).replaceAll('\\', '/'));
}

/** The skipped tests by their reasons, once all are through. */
function saySkipped(skipped) {
  if (skipped.length === 0) return;
  const reasons = Map.groupBy(skipped, ({ reason }) => reason);
  console.log(`\nSkipped: ${skipped.length}`);
  for (const [reason, tests] of reasons) {
    console.log(`  ${reason}`);
    for (const { name, file } of tests) console.log(`    ${file}: ${name}`);
  }
}

const files = chosenFiles(process.argv.slice(2));
if (files.length === 0) {
  console.error('There are no such tests; name a tier (unit, engine, e2e) or files under test/.');
  process.exit(2);
}
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'fodvid-compiled');
const skipped = [];
// One more than there are cores: a test often waits for a process, a page or a timer.
const concurrency = availableParallelism() + 1;
// A file that waits for ever is ended and named; on a slow machine all of them take 20 minutes.
const signal = AbortSignal.timeout(45 * 60_000);
const tests = run({ files: files.map((file) => join(root, file)), concurrency, signal });
tests.on('test:fail', () => (process.exitCode = 1));
tests.on('test:pass', ({ name, file, skip }) => {
  if (skip === undefined || skip === false) return;
  const reason = typeof skip === 'string' && skip !== '' ? skip : 'no reason given';
  skipped.push({ name, file: file === undefined ? '' : relative(root, file), reason });
});
tests.on('end', () => {
  saySkipped(skipped);
  const withoutBrowser = skipped.some(({ reason }) => /Chromium/.test(reason));
  if (withoutBrowser && process.env.FODVID_REQUIRE_BROWSER === '1') {
    console.error('\nThe tests in a browser were skipped; install Chromium, or name one by FODVID_CHROMIUM.');
    process.exitCode = 1;
  }
});
tests.compose(spec()).pipe(process.stdout);

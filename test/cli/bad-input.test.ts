import assert from 'node:assert/strict';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { decodeMaskPng } from '../../native/raster/image-file.ts';
import { fodvid } from '../support/fodvid.ts';
import { writeMovingSquare } from '../support/clips/moving-square.ts';
import { tinyDisk } from '../support/limits/tiny-disk.ts';
import { ffmpeg, h264, temporaryPaths } from '../video/video-fixtures.ts';

const at = temporaryPaths();
const frameCount = 5;
const sizePx = { widthPx: 96, heightPx: 64 };

interface RunJson {
  readonly clips: readonly {
    readonly state: string;
    readonly error?: string;
    readonly report?: { readonly computedPerStage: Readonly<Record<string, number>> };
  }[];
}

const argumentsOf = (clips: readonly string[], out: string, cache: string) =>
  ['run', ...clips, '--no-refine', '--out', out, '--cache', cache, '--size', '64x96'] as const;

/** Runs the clips with an output folder of their own and a shared cache. */
const run = (clips: readonly string[], out: string, ...more: string[]) =>
  fodvid([...argumentsOf(clips, at(out), at('cache')), ...more]);

/** What is said besides the progress, which names clip and stage: "square: flow ...". */
const sentencesOf = (stderr: string) =>
  stderr.split('\n').filter((line) => line.trim() !== '' && !/^\S+: (\w+ )+ +(started|\d+\/\d+)/.test(line));

function assertOneSentence(stderr: string, ...parts: (string | RegExp)[]): void {
  const sentences = sentencesOf(stderr);
  assert.equal(sentences.length, 1, stderr);
  assert.match(sentences[0]!, /^[^\n]+[^.]\.$/);
  assert.doesNotMatch(stderr, /\n\s+at |unexpected/);
  for (const part of parts)
    if (typeof part === 'string') assert.ok(sentences[0]!.includes(part), stderr);
    else assert.match(sentences[0]!, part);
}

before(async () => {
  mkdirSync(at('square'));
  await writeMovingSquare(at('square'), frameCount, sizePx);
  const encode = `${h264} -g 2 -movflags +faststart`;
  await ffmpeg(`-framerate 24 -i ${at('square')}/%05d.png ${encode} ${at('whole.mp4')}`);
  copyFileSync(at('whole.mp4'), at('truncated.mp4'));
  truncateSync(at('truncated.mp4'), Math.round(statSync(at('whole.mp4')).size * 0.6));
  writeFileSync(at('text.mp4'), 'This is no video.\n'.repeat(50));
  writeFileSync(at('zero.mp4'), '');
  await ffmpeg(`-f lavfi -i color=s=8x8:r=5:d=1,format=gbrp,crop=1:1 -c:v ffv1 ${at('dot.mkv')}`);
  await ffmpeg(`-f lavfi -i sine=d=0.5 ${at('sound.mp4')}`);
  mkdirSync(at('no-pictures'));
  writeFileSync(at('no-pictures/readme.md'), 'none');
  mkdirSync(at('mixed'));
  await writeMovingSquare(at('mixed'), 2, sizePx);
  mkdirSync(at('larger'));
  await writeMovingSquare(at('larger'), 1, { widthPx: 100, heightPx: 64 });
  copyFileSync(at('larger/00000.png'), at('mixed/00002.png'));
});

const badClips: readonly (readonly [string, RegExp])[] = [
  ['missing.mp4', /does not exist.*check its path/],
  ['no-pictures', /no PNG or JPEG.*name a folder/],
  ['text.mp4', /not a video.*replace/],
  ['truncated.mp4', /is cut off: \d+ of about \d+ frames.*download it again.*--to \d/],
  ['zero.mp4', /empty \(0 bytes\).*replace/],
  ['dot.mkv', /1x1 pixels.*16x16.*larger/],
  ['sound.mp4', /no video stream.*replace/],
  ['mixed', /96x64.*00002\.png has 100x64.*one size/],
];

for (const [name, pattern] of badClips)
  test(`${name} alone is one sentence and exit code 1`, async () => {
    const { exitCode, stdout, stderr } = await run([at(name)], 'alone');
    assert.equal(exitCode, 1, stderr);
    assert.equal(stdout, '');
    assertOneSentence(stderr, at(name), pattern);
  });

test('in a batch the bad ones are told and the good ones are done', async () => {
  const clips = [...badClips.map(([name]) => at(name)), at('square'), at('whole.mp4')];
  const { exitCode, stdout, stderr } = await run(clips, 'batch', '--json');
  assert.equal(exitCode, 1, stderr);
  const { clips: ends } = JSON.parse(stdout) as RunJson;
  assert.deepEqual(
    ends.map(({ state }) => state),
    [...badClips.map(() => 'failed'), 'done', 'done'],
  );
  for (const [i, [name, pattern]] of badClips.entries()) {
    assert.match(ends[i]!.error!, pattern);
    assert.ok(ends[i]!.error!.includes(at(name)));
  }
  for (const clip of ['square', 'whole'])
    assert.equal(readdirSync(at(join('batch', clip, 'masks'))).length, frameCount);
});

const wrongUses: readonly (readonly [string, RegExp])[] = [
  ['--frobnicate', /'--frobnicate'.*fodvid --help/],
  ['--alpha 2', /alpha is 2; .* 0 to 1/],
  ['--tau foo', /tau is 'foo'; .* -1 to 1/],
  ['--size 0x0', /size is '0x0'; .*256x512/],
  ['--size 100x96', /size is 100x96, .*8x8.*; 104x96 does/],
];
for (const [option, pattern] of wrongUses)
  test(`${option} is one sentence and exit code 2, and nothing is begun`, async () => {
    const { exitCode, stderr } = await run([at('square')], 'wrong', ...option.split(' '));
    assert.equal(exitCode, 2, stderr);
    assertOneSentence(stderr, pattern);
    assert.throws(() => readdirSync(at('wrong')), /ENOENT/);
  });

test('a file in the way of the output is one sentence, and it stays', async () => {
  writeFileSync(at('in-the-way'), 'mine');
  const whole = await run([at('square')], 'in-the-way');
  assert.equal(whole.exitCode, 1);
  assertOneSentence(whole.stderr, at('in-the-way'), /cannot be written.*--out/);
  mkdirSync(at('results'));
  writeFileSync(at('results/square'), 'mine');
  const clip = await run([at('square')], 'results');
  assert.equal(clip.exitCode, 1);
  assertOneSentence(clip.stderr, at('results/square'), /cannot be written.*--out/);
  for (const file of ['in-the-way', 'results/square']) assert.equal(readFileSync(at(file), 'utf8'), 'mine');
});

const cannotMount = 'this user cannot mount a small file system, so no disk can be full';

/** Every file below `folder`, as paths within it. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

// The masks, the overlay and the contact sheet meet the end of these disks.
// They share a cache: what the first had computed is there for the others too.
for (const sizeKb of [16, 32, 64])
  test(`an output disk of ${sizeKb} kB is told as full, leaves whole files only, and is no reason to compute again`, async (t) => {
    const disk = tinyDisk(sizeKb * 1024);
    if (disk === null) {
      t.skip(cannotMount);
      return;
    }
    t.after(disk.remove);
    const cache = at('cache-of-full-disks');
    const full = await fodvid(argumentsOf([at('square')], disk.folder, cache));
    assert.equal(full.exitCode, 1, full.stderr);
    assertOneSentence(full.stderr, disk.folder, /full.*(another|--out)/);
    for (const file of filesIn(disk.folder)) {
      assert.match(file, /(\d{5}\.png|overlay\.mp4|contact-sheet\.png)$/);
      if (/\d{5}\.png$/.test(file)) assert.equal((await decodeMaskPng(readFileSync(file))).widthPx, 96);
    }
    const more = await fodvid([...argumentsOf([at('square')], at(`more-${sizeKb}`), cache), '--json']);
    assert.equal(more.exitCode, 0, more.stderr);
    const computed = (JSON.parse(more.stdout) as RunJson).clips[0]!.report!.computedPerStage;
    assert.deepEqual(
      [computed['flow'], computed['appearance'], computed['cut']],
      [undefined, undefined, undefined],
    );
  });

test('a full cache disk is told, and what it holds is not computed again when there is room', async (t) => {
  const disk = tinyDisk(8_000_000);
  if (disk === null) {
    t.skip(cannotMount);
    return;
  }
  t.after(disk.remove);
  const filler = join(disk.folder, 'filler');
  writeFileSync(filler, new Uint8Array(7_150_000));
  const args = argumentsOf([at('square')], at('full-cache'), disk.folder);
  const full = await fodvid(args);
  assert.equal(full.exitCode, 1, full.stderr);
  assertOneSentence(full.stderr, disk.folder, /full.*--cache/);
  truncateSync(filler, 0);
  const again = await fodvid([...args, '--json']);
  assert.equal(again.exitCode, 0, again.stderr);
  const { flow = 0 } = (JSON.parse(again.stdout) as RunJson).clips[0]!.report!.computedPerStage;
  assert.ok(flow < frameCount, `${flow} frames' flow was computed again`);
});

test('a corrupt cache is set aside as it is, and the run succeeds with the same masks', async () => {
  const masks = (out: string) =>
    readdirSync(at(join(out, 'square', 'masks'))).map((name) =>
      readFileSync(at(join(out, 'square', 'masks', name))),
    );
  const cache = at('corrupt');
  const args = (out: string) => [...argumentsOf([at('square')], at(out), cache)];
  // The cache and the masks of the batch above.
  cpSync(at('cache'), cache, { recursive: true });
  const path = join(cache, 'cache.db');
  const damaged = readFileSync(path).fill(0x5a, 100, 60_000);
  for (const [out, bytes] of [
    ['damaged', damaged],
    ['garbage', Buffer.alloc(50_000, 'no database')],
  ] as const) {
    const before = readdirSync(cache).length;
    writeFileSync(path, bytes);
    const { exitCode, stderr } = await fodvid(args(out));
    assert.equal(exitCode, 0, stderr);
    assertOneSentence(stderr, path, /damaged.*set aside as .*corrupt-.*rebuilt/);
    const aside = readdirSync(cache)
      .filter((name) => name.startsWith('cache.db.corrupt-'))
      .sort();
    assert.deepEqual(readFileSync(join(cache, aside.at(-1)!)), bytes);
    assert.ok(readdirSync(cache).length > before);
    assert.deepEqual(masks(out), masks('batch'));
  }
});

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { silentContext } from '../../native/base/context.ts';
import { FodvidError } from '../../native/base/errors.ts';
import { openCache } from '../../native/commands/open-cache.ts';
import { chosenPart } from '../../native/runs/chosen-part.ts';
import { probeMemory } from '../../native/runs/probe-memory.ts';
import type { ClipInfo } from '../../native/video/clip.ts';
import { decodeFrames } from '../../native/video/decode-frames.ts';
import { examineClip, probeClip } from '../../native/video/probe-clip.ts';
import { passFrames } from '../../native/video/seek-frames.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';
import { type BrokenClip, brokenClips, writeBrokenClip } from './broken-clips.ts';
import { ffmpeg } from './video-fixtures.ts';

const folder = temporaryFolderOfFile();
const examine = async (clip: BrokenClip) => examineClip(await writeBrokenClip(folder, clip), silentContext);

async function pictures(frames: ReturnType<typeof decodeFrames>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const { image } of frames) all.push(image.data);
  return all;
}

/** The frames of a part are those that the intact clip has there, by either way of decoding. */
async function assertSound(part: ClipInfo, { file }: BrokenClip): Promise<void> {
  const whole = await probeClip(`${folder}/${file.replace('.', '-intact.')}`, silentContext);
  const first = part.part?.firstFrame ?? 0;
  const range = { fromIndex: first, toIndex: first + part.frameCount };
  const expected = await pictures(decodeFrames(whole, range, silentContext));
  assert.equal(expected.length, part.frameCount);
  for (const read of [decodeFrames, passFrames])
    assert.deepEqual(await pictures(read(part, {}, silentContext)), expected);
}

/** The sentence by which a clip is refused, with what it says to type. */
async function refusal(work: () => unknown): Promise<string> {
  const error = await Promise.try(work).then(
    () => assert.fail('was not refused'),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof FodvidError, String(error));
  return error.withAdvice.replaceAll(`${folder}/`, '');
}

test('names the broken frame of an H.264 clip, and runs up to those that are predicted from it', async () => {
  const examined = await examine(brokenClips.h264);
  // Packet 16 is a P frame, shown as frame 18; the B frames 16 and 17 are predicted from it.
  assert.deepEqual(examined.damage, { brokenFrames: [18], wholeCount: 40 });
  assert.equal(
    await refusal(() => chosenPart(examined, {})),
    'The video packet.mp4 is damaged: frame 18 of 40 cannot be decoded; run it up to frame 15, download it again, ' +
      'or repair it by re-encoding it. Add --to 15.',
  );
  for (const part of [{ to: 16 }, { from: 20 }, { from: 3, to: '00:00:01:00' }])
    assert.match(await refusal(() => chosenPart(examined, part)), /frame 18 of 40 .*Add --to 15\.$/);
  await assertSound(chosenPart(examined, { to: 15 }), brokenClips.h264);
  await assertSound(chosenPart(examined, { from: 5, to: '00:00:00:12' }), brokenClips.h264);
});

test('counts a picture that does not come at all', async () => {
  const examined = await examine(brokenClips.mjpeg);
  assert.deepEqual(examined.damage, { brokenFrames: [12], wholeCount: 20 });
  await assertSound(chosenPart(examined, { to: 11 }), brokenClips.mjpeg);
});

test('offers what is there of a file that was cut off', async () => {
  const examined = await examine(brokenClips.cut);
  const { frameCount } = examined.clip;
  assert.ok(frameCount > 15 && frameCount < 35, String(frameCount));
  assert.deepEqual(examined.damage, { brokenFrames: [], wholeCount: 40 });
  assert.equal(
    await refusal(() => chosenPart(examined, {})),
    `The video download.mkv is cut off: ${frameCount} of about 40 frames are there; run them up to frame ` +
      `${frameCount - 1}, or download it again. Add --to ${frameCount - 1}.`,
  );
  const part = chosenPart(examined, { to: frameCount - 1 });
  assert.deepEqual([part.frameCount, part.part?.wholeCount], [frameCount, 40]);
  await assertSound(part, brokenClips.cut);
});

test('lists many broken frames as ranges', async () => {
  const path = `${folder}/many.avi`;
  await ffmpeg(`-v error -f lavfi -i testsrc2=s=160x96:r=25 -frames:v 40 -c:v mjpeg ${folder}/all.avi`);
  const some = 'not(mod(n\\,4))*gt(n\\,2)+between(n\\,9\\,11)';
  await ffmpeg(`-v error -i ${folder}/all.avi -c copy -bsf:v 'noise=amount=min(1\\,${some})*3' ${path}`);
  const examined = await examineClip(path, silentContext);
  assert.match(await refusal(() => chosenPart(examined, {})), /the frames 4, 8–12, 16, 20, 24, 28, … of 40/);
});

test('says nothing can be run where the first frame is broken', async () => {
  const clip = { ...brokenClips.h264, file: 'first.mp4', damage: { packet: 0 } };
  assert.match(await refusal(() => examine(clip)), /first\.mp4 cannot be decoded: its first frame is broken/);
});

test('a damaged video that the cache knows is not decoded again', async (t) => {
  const path = await writeBrokenClip(folder, { ...brokenClips.mjpeg, file: 'known.avi' });
  const store = openCache(`${folder}/cache`, (sentence) => assert.fail(sentence));
  t.after(() => store.close());
  const memory = probeMemory(store);
  const first = await examineClip(path, silentContext, { memory });
  const seen: number[] = [];
  const context = { ...silentContext, progress: { report: (done: number) => seen.push(done) } };
  assert.deepEqual(await examineClip(path, context, { memory }), first);
  assert.deepEqual([first.damage?.brokenFrames, seen], [[12], []]);
});

test('tells a file that ends between two frames from its header', async () => {
  const path = `${folder}/between.flv`;
  await ffmpeg(`-v error -f lavfi -i testsrc2=s=160x96:r=25 -frames:v 20 -c:v flv1 -g 1 ${path}`);
  assert.equal((await examineClip(path, silentContext)).announcedCount, null);
  const bytes = await readFile(path);
  // Each frame is a tag: 9, and its length in three bytes; behind it lie 4 bytes.
  let end = 9 + 4;
  for (let frames = 0; frames < 12; end += 11 + bytes.readUIntBE(end + 1, 3) + 4)
    if (bytes[end] === 9) frames++;
  await writeFile(path, bytes.subarray(0, end));
  const { clip, damage, announcedCount } = await examineClip(path, silentContext);
  assert.deepEqual([clip.frameCount, damage, announcedCount], [12, null, 20]);
});

test('refuses an AVI file that ends between two frames as one that was cut off', async () => {
  const clip = { ...brokenClips.mjpeg, file: 'between.avi' };
  const intact = `${folder}/between-intact.avi`;
  await ffmpeg(`-v error -f lavfi -i testsrc2=s=160x96:r=25 ${clip.options} -frames:v 20 ${intact}`);
  assert.equal((await examineClip(intact, silentContext)).damage, null);
  const bytes = await readFile(intact);
  // Each frame is a chunk: its name and its length in four bytes each, and an even number of bytes.
  let end = bytes.indexOf('movi') + 4;
  for (let frames = 0; frames < 12; frames++) {
    assert.equal(bytes.toString('latin1', end, end + 4), '00dc');
    end += 8 + 2 * Math.ceil(bytes.readUInt32LE(end + 4) / 2);
  }
  await writeFile(`${folder}/${clip.file}`, bytes.subarray(0, end));
  const examined = await examineClip(`${folder}/${clip.file}`, silentContext);
  assert.equal(
    await refusal(() => chosenPart(examined, {})),
    'The video between.avi is cut off: 12 of about 20 frames are there; run them up to frame 11, or download it ' +
      'again. Add --to 11.',
  );
  await assertSound(chosenPart(examined, { to: 11 }), clip);
});

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openCache, type Store } from '../../native/commands/open-cache.ts';
import { temporaryFolderOfFile } from '../support/temporary-folder.ts';
import { clipMatrix } from '../verify/clip-matrix.ts';
import {
  type MatrixClipEnd,
  type Exported,
  exportAndRead,
  runMatrixClips,
  writeMatrixClip,
} from '../verify/matrix-runs.ts';

const folder = temporaryFolderOfFile();
/** The fewest of which a rate can vary. */
const FRAMES = 3;

/** What must come out of a kind of clip, by the name of its file in the matrix. */
interface Expected {
  /** Of the exported movie; 160x96 where nothing is said. */
  readonly size?: readonly [widthPx: number, heightPx: number];
  readonly notice?: RegExp;
  readonly facts?: Partial<Exported['facts']>;
}

const kinds: Readonly<Record<string, Expected>> = {
  'hevc-10bit.mov': { facts: { bitDepth: 12, hasAlpha: true } },
  'vfr.mp4': { notice: /frame rate varies/ },
  'rotated-90.mp4': { size: [96, 160], notice: /turned by (90|270) degrees/, facts: { rotationDeg: 0 } },
  'sar.mp4': { facts: { pixelAspect: [16, 11] } },
  '2997df.mov': { facts: { timecode: '00:59:59;28' } },
  'two-tracks.mkv': { notice: /2 video tracks|two video tracks/, facts: { videoStreams: 1 } },
};

describe('kinds of clips go through a run and an export', () => {
  const names = Object.keys(kinds);
  let ends: readonly MatrixClipEnd[] = [];
  let store: Store;

  before(async () => {
    const clips = clipMatrix.filter(({ file }) => names.includes(file));
    const paths = await Promise.all(clips.map((clip) => writeMatrixClip(folder, clip, FRAMES)));
    ends = await runMatrixClips(folder, paths);
    store = openCache(join(folder, 'cache'), () => undefined);
  });
  after(() => store.close());

  for (const name of names)
    test(clipMatrix.find(({ file }) => file === name)!.what, async () => {
      const { size = [160, 96], notice, facts = {} } = kinds[name]!;
      const end = ends.find(({ clip }) => clip.endsWith(name))!;
      assert.equal(end.state, 'done', end.error);
      const exported = await exportAndRead(end.outDir, store);
      assert.deepEqual([exported.widthPx, exported.heightPx], size);
      assert.ok(exported.isComplete, `${exported.frames} frames`);
      assert.partialDeepStrictEqual(exported.facts, facts);
      if (notice !== undefined) assert.match(exported.notices.join(' '), notice);
      assert.equal(
        existsSync(join(end.outDir, 'exports', `${name.split('.')[0]}-frames.csv`)),
        name === 'vfr.mp4',
      );
    });
});

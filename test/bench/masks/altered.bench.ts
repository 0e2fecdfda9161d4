import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join, parse } from 'node:path';
import sharp from 'sharp';
import { resolveRunConfig } from '../../../native/api/run-config.ts';
import { silentContext } from '../../../native/base/context.ts';
import { createProgress } from '../../../native/base/progress.ts';
import { SeededRandom } from '../../../native/base/seeded-random.ts';
import { evalDataset } from '../../../native/commands/eval-dataset.ts';
import { openCache } from '../../../native/commands/open-cache.ts';
import { runClip } from '../../../native/pipeline/run-clip.ts';
import { readImageSize } from '../../../native/raster/image-file.ts';
import { readLabelMask } from '../../../native/raster/label-file.ts';
import type { Bench, BenchRow } from '../bench.ts';
import { writeBehindPoles } from './poles.ts';
import { emptyScene, type EmptyScene, writeTransplanted } from './transplanted.ts';

/** Roots of DAVIS, separated by commas, and a folder that keeps altered clips, masks and cache from one call to the next. */
const roots = process.env['FODVID_BENCH_DAVIS']?.split(',');
const place = process.env['FODVID_BENCH_ALTERED'];
/** Some alterations, separated by commas; all where it is not set. */
const asked = process.env['FODVID_BENCH_ALTERATIONS']?.split(',');

const kinds = ['JPEGImages', 'Annotations'] as const;

/** What is cut out of a picture, in pixels. */
interface Window {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The frames of a clip, by name, with what is cut out of each, and whether all are mirrored. */
interface AlteredClip {
  readonly frames: readonly { readonly name: string; readonly window: Window }[];
  readonly mirrored: boolean;
}

/** The share of the object's pixels, over every fifth frame, that lie in a window. */
async function shareInside(truths: string, names: readonly string[], window: Window) {
  let [inside, all] = [0, 0];
  for (const name of names.filter((_, index) => index % 5 === 0)) {
    const { widthPx, data } = await readLabelMask(join(truths, `${name}.png`), 'black');
    data.forEach((label, i) => {
      const [x, y] = [(i % widthPx) - window.left, Math.floor(i / widthPx) - window.top];
      all += label;
      if (x >= 0 && x < window.width && y >= 0 && y < window.height) inside += label;
    });
  }
  return all === 0 ? 1 : inside / all;
}

const LONGEST = 40;
const WINDOW = 0.7;
const INSIDE = 0.9;
const TRIES = 20;
/** The window of a shaken clip, how far it is thrown at each frame, in shares of the picture, and how slowly it comes back. */
const STEADY = 0.84;
const THROWN = 0.008;
const COMES_BACK = 0.75;
/** Frames before and after a halt, and how many it lasts. */
const MOVING = 14;
const HALTED = 12;
/** What is left of the picture at the end of a zoom. */
const ZOOMED_TO = 0.6;

/** Frames seen through a window that shifts from one to the next, as by a camera held by hand. */
async function seenByHand(root: string, sequence: string, names: readonly string[]): Promise<AlteredClip> {
  const { widthPx, heightPx } = await sizeOf(root, sequence, names);
  const [width, height] = [Math.floor(widthPx * STEADY), Math.floor(heightPx * STEADY)];
  const random = new SeededRandom(names.length);
  let [x, y] = [0, 0];
  const frames = names.map((name) => {
    [x, y] = [x, y].map((at) => COMES_BACK * at + THROWN * widthPx * random.normal()) as [number, number];
    const within = (at: number, room: number) => Math.round(Math.min(Math.max(room / 2 + at, 0), room));
    const [left, top] = [within(x, widthPx - width), within(y, heightPx - height)];
    return { name, window: { left, top, width, height } };
  });
  return { frames, mirrored: false };
}

const alterations: Record<string, (root: string, sequence: string, names: string[]) => Promise<AlteredClip>> =
  {
    /** Twice as quick, and mirrored. */
    async quick(root, sequence, names) {
      const { widthPx: width, heightPx: height } = await sizeOf(root, sequence, names);
      const window = { left: 0, top: 0, width, height };
      const frames = names.filter((_, index) => index % 2 === 0).map((name) => ({ name, window }));
      return { frames, mirrored: true };
    },
    /** A window drawn by chance that holds most of the object, enlarged, and backwards. */
    async close(root, sequence, names) {
      const size = await sizeOf(root, sequence, names);
      const [width, height] = [Math.floor(size.widthPx * WINDOW), Math.floor(size.heightPx * WINDOW)];
      const random = new SeededRandom(names.length);
      let [best, window] = [-1, { left: 0, top: 0, width, height }];
      for (let k = 0; k < TRIES && best < INSIDE; k++) {
        const left = random.below(size.widthPx - width + 1);
        const drawn = { left, top: random.below(size.heightPx - height + 1), width, height };
        const share = await shareInside(join(root, 'Annotations', '480p', sequence), names, drawn);
        if (share > best) [best, window] = [share, drawn];
      }
      const last = names.toReversed().slice(0, LONGEST);
      return { frames: last.map((name) => ({ name, window })), mirrored: false };
    },
    /** Through a window that shifts from frame to frame, as a camera held by hand. */
    shaken: (root, sequence, names) => seenByHand(root, sequence, names.slice(0, LONGEST)),
    /** The same, and for half a second everything that is seen stands still: the object moves with the ground. */
    halted(root, sequence, names) {
      const [before, halt, after] = [
        names.slice(0, MOVING),
        names[MOVING]!,
        names.slice(MOVING + 1, 2 * MOVING),
      ];
      return seenByHand(root, sequence, [...before, ...Array<string>(HALTED).fill(halt), ...after]);
    },
    /** Through a window that becomes smaller. */
    async zoomed(root, sequence, names) {
      const { widthPx, heightPx } = await sizeOf(root, sequence, names);
      const frames = names.slice(0, LONGEST).map((name, index, all) => {
        const share = 1 - ((1 - ZOOMED_TO) * index) / (all.length - 1);
        const [width, height] = [Math.round(widthPx * share), Math.round(heightPx * share)];
        const [left, top] = [(widthPx - width) >> 1, (heightPx - height) >> 1];
        return { name, window: { left, top, width, height } };
      });
      return { frames, mirrored: false };
    },
  };

const sizeOf = (root: string, sequence: string, names: readonly string[]) =>
  readImageSize(join(root, 'JPEGImages', '480p', sequence, `${names[0]}.jpg`));

/** The alterations that draw into the pictures: poles before a travelling camera, and the object in another sequence's scene. */
const [POLES, TRANSPLANTED] = ['poles', 'transplanted'];

const sequencesOf = async (root: string): Promise<string[]> =>
  (await readdir(join(root, 'JPEGImages', '480p'))).sort();

function foldersOf(root: string, sequence: string) {
  const [pictures, truths] = kinds.map((kind) => join(root, kind, '480p', sequence)) as [string, string];
  return { pictures, truths };
}

let foundScenes: Promise<EmptyScene[]> | null = null;

/** The empty scenes of all data sets, looked for once. */
const emptyScenes = (): Promise<EmptyScene[]> =>
  (foundScenes ??= (async () => {
    const scenes: EmptyScene[] = [];
    for (const root of roots ?? [])
      for (const sequence of await sequencesOf(root)) {
        const scene = await emptyScene(foldersOf(root, sequence));
        if (scene !== null) scenes.push(scene);
      }
    return scenes;
  })());

/** A number of a sequence's own. */
const seedOf = (sequence: string): number =>
  Buffer.from(sequence).reduce((sum, byte) => (31 * sum + byte) % 1_000_003, 0);

/** Writes one sequence, altered; does nothing where it lies there. */
async function alter(root: string, sequence: string, out: string, how: string): Promise<void> {
  const done = join(out, `${sequence}.done`);
  if (existsSync(done)) return;
  const [from, to] = [foldersOf(root, sequence), foldersOf(out, sequence)];
  const names = (await readdir(from.pictures)).map((file) => parse(file).name).sort();
  if (how === POLES) await writeBehindPoles(from, to, names.slice(0, LONGEST));
  else if (how === TRANSPLANTED) await writeTransplanted(from, await emptyScenes(), to, seedOf(sequence));
  else await recut(root, sequence, out, await alterations[how]!(root, sequence, names));
  await writeFile(done, '');
}

/** Writes some frames of a sequence, each through its window, and mirrored where asked. */
async function recut(
  root: string,
  sequence: string,
  out: string,
  { frames, mirrored }: AlteredClip,
): Promise<void> {
  for (const kind of kinds) {
    const isTruth = kind === 'Annotations';
    const suffix = isTruth ? '.png' : '.jpg';
    const [from, to] = [root, out].map((at) => join(at, kind, '480p', sequence));
    await mkdir(to!, { recursive: true });
    for (const [index, { name, window }] of frames.entries()) {
      const { width, height } = await sharp(join(from!, name + suffix)).metadata();
      const picture = sharp(join(from!, name + suffix))
        .extract(window)
        .flop(mirrored)
        .resize(width, height, { kernel: isTruth ? 'nearest' : 'cubic' });
      const path = join(to!, `${String(index).padStart(5, '0')}${suffix}`);
      await (isTruth ? picture.png() : picture.jpeg({ quality: 95 })).toFile(path);
    }
  }
}

/**
 * How masks hold on clips that nobody tuned to: the sequences of DAVIS made twice as quick, seen closer and backwards, shaken,
 * halted, zoomed into, with poles in front that the camera passes by, or the object in another scene. What a rule has learnt by heart it loses here.
 */
export const bench: Bench = {
  name: 'altered',
  async run() {
    if (roots === undefined || place === undefined) {
      console.error(
        'altered: left out; name data sets by FODVID_BENCH_DAVIS and a folder by FODVID_BENCH_ALTERED',
      );
      return [];
    }
    const rows: BenchRow[] = [];
    const store = openCache(join(place, 'cache'), (sentence) => console.error(sentence));
    try {
      for (const root of roots)
        for (const how of [...Object.keys(alterations), POLES, TRANSPLANTED]) {
          if (asked?.includes(how) === false) continue;
          const altered = join(place, how, basename(root));
          const sequences = await sequencesOf(root);
          for (const sequence of sequences) await alter(root, sequence, altered, how);
          const report = await evalDataset(
            { dataset: 'davis16', root: altered, config: resolveRunConfig({ refine: false }) },
            {
              outDir: join(altered, 'results'),
              store,
              runClip,
              signal: silentContext.signal,
              progress: createProgress(() => undefined),
            },
          );
          for (const [name, { J, F }] of Object.entries(report.sequences))
            console.error(
              `${how} ${name.padEnd(18)} J ${(100 * J.mean).toFixed(1)} F ${(100 * F.mean).toFixed(1)}`,
            );
          const note = `mean F ${(100 * report.mean.F).toFixed(1)}, ${sequences.length} sequences`;
          const value = 100 * report.mean.J;
          rows.push({ name: `${basename(root)}, ${how}: J`, ours: value, peer: null, unit: '%', note });
        }
    } finally {
      store.close();
    }
    return rows;
  },
};

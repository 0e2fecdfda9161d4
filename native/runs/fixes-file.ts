import { readFile, rm } from 'node:fs/promises';
import { z } from 'zod';
import { frameFix, type FrameFix, heldOutRegion, type HeldOutRegion } from '../api/runs.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { indicesOf } from '../base/frame-indices.ts';
import { heldOutIn } from './corrections/held-out.ts';
import type { RunFolder } from './run-folder.ts';

/** What a person changed in a run's masks, by frame; it lies beside them, so that it moves with them. */
export interface Fixes {
  /** Frames whose masks nothing may change. */
  readonly locked: ReadonlySet<number>;
  /** Frames whose masks were made by another choice than the run's. */
  readonly fixed: ReadonlyMap<number, FrameFix>;
  /** Frames whose corrected masks the run's refinement has learned from: a later one does so again. */
  readonly learned: ReadonlySet<number>;
  /** Where nothing is foreground, whoever makes the masks: fixes and reruns heed it. */
  readonly heldOut: readonly HeldOutRegion[];
}

const schema = z.strictObject({
  version: z.literal(1),
  /** SHA-256 of the clip: another clip's frames are not locked by these numbers. */
  clip: z.string(),
  locked: z.array(z.int().min(0)),
  fixed: z.array(z.strictObject({ frame: z.int().min(0), choice: frameFix })),
  learned: z.array(z.int().min(0)).optional(),
  heldOut: z.array(heldOutRegion).optional(),
});

/** Nothing fixed, nothing locked. */
export const noFixes: Fixes = { locked: new Set(), fixed: new Map(), learned: new Set(), heldOut: [] };

/** What the file says of the clip, frames counted in the whole clip; nothing where it is absent, damaged, or of another. */
async function readWhole({ fixesPath }: RunFolder, clipDigest: string): Promise<Fixes> {
  const text = await readFile(fixesPath, 'utf8').catch(() => 'null');
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success || parsed.data.clip !== clipDigest) return noFixes;
  const { locked, fixed, learned = [], heldOut = [] } = parsed.data;
  return {
    locked: new Set(locked),
    fixed: new Map(fixed.map(({ frame, choice }) => [frame, choice])),
    learned: new Set(learned),
    heldOut,
  };
}

/** The fixes of those frames that `keep` says, each at its number plus `shift`. */
const shifted = (fixes: Fixes, shift: number, keep: (frame: number) => boolean): Fixes => {
  const move = (frames: Iterable<number>) => [...frames].filter(keep).map((frame) => frame + shift);
  const fixed = [...fixes.fixed].filter(([frame]) => keep(frame));
  return {
    locked: new Set(move(fixes.locked)),
    fixed: new Map(fixed.map(([frame, fix]) => [frame + shift, fix])),
    learned: new Set(move(fixes.learned)),
    heldOut: fixes.heldOut.flatMap((held) =>
      heldOutIn(indicesOf(held).filter(keep), held.region).map((range) => ({
        ...range,
        first: range.first + shift,
        last: range.last + shift,
      })),
    ),
  };
};

const isOwn = ({ frames: { first, end } }: RunFolder, frame: number) => first <= frame && frame < end;

/** The fixes in a run's folder, frames counted from the run's first; none of another clip's. */
export const readFixes = async (folder: RunFolder, clipDigest: string): Promise<Fixes> =>
  shifted(await readWhole(folder, clipDigest), -folder.frames.first, (frame) => isOwn(folder, frame));

/** The fixes of the clip's frames that are not the run's: those of a run of another part in the same folder. */
export const readOtherFixes = async (folder: RunFolder, clipDigest: string): Promise<Fixes> =>
  shifted(await readWhole(folder, clipDigest), 0, (frame) => !isOwn(folder, frame));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Writes the fixes of a run's frames beside those of the clip's others; the file goes where there are none. */
export async function writeFixes(folder: RunFolder, clipDigest: string, own: Fixes): Promise<void> {
  const { fixesPath } = folder;
  const others = await readOtherFixes(folder, clipDigest);
  const { locked, fixed, learned, heldOut } = shifted(own, folder.frames.first, () => true);
  const fixes: Fixes = {
    locked: new Set([...others.locked, ...locked]),
    fixed: new Map([...others.fixed, ...fixed]),
    learned: new Set([...others.learned, ...learned]),
    heldOut: [...others.heldOut, ...heldOut],
  };
  const { size } = new Set([...fixes.locked, ...fixes.fixed.keys(), ...fixes.learned]);
  if (size === 0 && fixes.heldOut.length === 0) {
    await rm(fixesPath, { force: true });
    return;
  }
  const content: z.infer<typeof schema> = {
    version: 1,
    clip: clipDigest,
    locked: [...fixes.locked].sort((a, b) => a - b),
    fixed: [...fixes.fixed].sort(([a], [b]) => a - b).map(([frame, choice]) => ({ frame, choice })),
    ...(fixes.learned.size === 0 ? {} : { learned: [...fixes.learned].sort((a, b) => a - b) }),
    ...(fixes.heldOut.length === 0 ? {} : { heldOut: [...fixes.heldOut] }),
  };
  await writeFileAtomically(fixesPath, `${JSON.stringify(content)}\n`);
}

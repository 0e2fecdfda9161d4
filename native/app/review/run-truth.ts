import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { matchToFrames } from '../../datasets/frame-matching.ts';
import { listMaskFolder, type MaskFiles, readMaskFiles } from '../../datasets/mask-folder.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError, throwIfCancelled } from '../../base/errors.ts';
import type { Run } from '../../runs/run.ts';
import { maskFileName } from '../../runs/run-folder.ts';
import { listFrames } from '../../video/frames-folder.ts';
import { scoreFrame } from '../../metrics/frame-score.ts';
import { readMask } from '../../raster/image-file.ts';

/** A run's ground truth by frame; it may be sparse. */
export type RunTruth = ReadonlyMap<number, MaskFiles>;

/** J and F of every frame, 0..1; null where there is no ground truth. */
export interface RunScores {
  readonly J: readonly (number | null)[];
  readonly F: readonly (number | null)[];
}

/** Frames that are read and scored at once. */
const framesAtOnce = 4;

/** The names of all frames of a run's clip, of which it may be a part. */
async function wholeNames({ report }: Run): Promise<readonly string[]> {
  const { clip, frameCount, part } = report;
  const entry = await stat(clip).catch(() => null);
  if (entry?.isDirectory() === true) return listFrames(clip);
  return Array.from({ length: part?.wholeCount ?? frameCount }, (_, index) => maskFileName(index));
}

/** Matches a folder of masks to a run's frames; throws where it holds none or one that belongs to no frame of the clip. */
export async function openTruth(run: Run, dir: string): Promise<RunTruth> {
  const { clip, frameCount, part } = run.report;
  const truth = await listMaskFolder(dir, 'ground truth folder');
  const matched = matchToFrames(basename(clip), await wholeNames(run), truth);
  const first = part?.firstFrame ?? 0;
  return new Map(
    matched
      .map((frame) => [frame.frameIndex - first, frame] as const)
      .filter(([index]) => index >= 0 && index < frameCount),
  );
}

/** Scores these frames of a run against its ground truth and puts them into a copy of what is known. */
export async function scoreRun(
  run: Run,
  truth: RunTruth,
  frames: readonly number[],
  known: RunScores,
  signal: AbortSignal,
): Promise<RunScores> {
  const [J, F] = [[...known.J], [...known.F]];
  const scored = frames.filter((index) => truth.has(index));
  for (let start = 0; start < scored.length; start += framesAtOnce) {
    throwIfCancelled(signal);
    const batch = scored.slice(start, start + framesAtOnce);
    const pairs = await Promise.all(
      batch.map(async (index) => ({
        index,
        truthMask: await readMaskFiles(truth.get(index)!),
        mask: await readMask(run.folder.mask(index)),
      })),
    );
    for (const { index, truthMask, mask } of pairs) {
      if (truthMask.widthPx !== mask.widthPx || truthMask.heightPx !== mask.heightPx)
        throw failedError(
          `The ground truth ${truth.get(index)!.files[0]!} is ${truthMask.widthPx} × ${truthMask.heightPx}, the ` +
            `masks are ${mask.widthPx} × ${mask.heightPx}; choose the folder that belongs to this clip.`,
          {
            words: errorWords('truth-size', {
              path: truth.get(index)!.files[0]!,
              size: `${truthMask.widthPx} × ${truthMask.heightPx}`,
              maskSize: `${mask.widthPx} × ${mask.heightPx}`,
            }),
          },
        );
      const score = scoreFrame(truthMask, mask);
      J[index] = finite(score.J);
      F[index] = finite(score.F);
    }
  }
  return { J, F };
}

/** What has no value (an empty mask's boundary against another empty one, say) is unknown. */
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The scores but for those of `frames`, whose masks are others now. */
export function withoutScores({ J, F }: RunScores, frames: readonly number[]): RunScores {
  const changed = new Set(frames);
  const kept = (values: RunScores['J']) => values.map((value, index) => (changed.has(index) ? null : value));
  return { J: kept(J), F: kept(F) };
}

/** No frame scored yet. */
export const unscored = (frameCount: number): RunScores => ({
  J: new Array<number | null>(frameCount).fill(null),
  F: new Array<number | null>(frameCount).fill(null),
});

/** Reads scores from their JSON text; none where it is absent or of another clip. */
export function parseScores(text: string | null, frameCount: number): RunScores {
  if (text === null) return unscored(frameCount);
  const scores = JSON.parse(text) as RunScores;
  return scores.J.length === frameCount ? scores : unscored(frameCount);
}

import { basename, extname } from 'node:path';
import { failedError } from '../base/errors.ts';
import type { AnnotatedFrame, MaskFiles } from './mask-folder.ts';

const stem = (path: string): string => basename(path, extname(path));

/** The last number in a name, `tennis_495` say: 495; null where it has none. */
function lastNumber(name: string): number | null {
  const match = /(\d+)\D*$/.exec(name);
  return match === null ? null : Number(match[1]);
}

/**
 * Matches ground truth, which may be sparse, to frames: by name; else by the last number in the names; else, where
 * there are as many masks as frames, by their order. The first way that places every mask is taken. Throws a
 * `failed` error that names a mask without frame.
 */
export function matchToFrames(
  sequence: string,
  frames: readonly string[],
  truth: readonly MaskFiles[],
): AnnotatedFrame[] {
  const byName = new Map(frames.map((path, i) => [stem(path), i]));
  const byNumber = new Map(frames.map((path, i) => [lastNumber(stem(path)), i]));
  byNumber.delete(null);
  const ways: ((mask: MaskFiles, order: number) => number | undefined)[] = [
    ({ name }) => byName.get(name),
    ({ name }) => byNumber.get(lastNumber(name)),
    (_, order) => (truth.length === frames.length ? order : undefined),
  ];
  for (const way of ways) {
    const indices = truth.map(way);
    if (indices.every((index) => index !== undefined) && new Set(indices).size === truth.length)
      return truth
        .map((mask, i) => ({ ...mask, frameIndex: indices[i]! }))
        .sort((a, b) => a.frameIndex - b.frameIndex);
  }
  const lost = truth.find(({ name }) => !byName.has(name)) ?? truth[0]!;
  throw failedError(
    `The ground truth ${lost.files[0]!} belongs to none of the ${frames.length} frames of “${sequence}” ` +
      `(${stem(frames[0]!)} to ${stem(frames.at(-1)!)}); name it as its frame.`,
    { stage: 'datasets', clip: sequence },
  );
}

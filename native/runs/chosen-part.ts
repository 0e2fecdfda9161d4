import type { RunConfig } from '../api/run-config.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import { framesOfTimecode, rationalRate } from '../export/timing.ts';
import { rateValue } from '../export/ffmpeg-outputs.ts';
import { type ClipInfo, partOfClip } from '../video/clip.ts';
import { damageError } from '../video/damage.ts';
import type { ExaminedClip } from '../video/probe-clip.ts';

type Place = NonNullable<RunConfig['from']>;

/** The number of the frame that is shown at a place; that of no frame where the clip has none there. */
function frameAt({ frameRate, timesSec, frameCount }: ClipInfo, place: Place): number {
  if (typeof place === 'number') return place;
  const rate = rationalRate(frameRate);
  const step = 1 / rateValue(rate);
  const timeSec = timesSec[0]! + (framesOfTimecode(place, rate) + 0.5) * step;
  if (timeSec > timesSec[frameCount - 1]! + step) return frameCount;
  return timesSec.findLastIndex((time) => time <= timeSec);
}

/**
 * The part of a clip that a configuration chooses; throws a sentence where the clip has no such frames, or where they are
 * not all intact.
 */
export function chosenPart(
  { clip, damage }: ExaminedClip,
  { from, to }: Pick<RunConfig, 'from' | 'to'>,
): ClipInfo {
  const wholeCount = damage?.wholeCount ?? clip.frameCount;
  const last = clip.frameCount - 1;
  const first = from === undefined ? 0 : frameAt(clip, from);
  const end = to === undefined ? wholeCount - 1 : frameAt(clip, to);
  if (first <= end && end <= last) return partOfClip(clip, first, end, wholeCount);
  if (damage !== null) throw damageError(clip, damage);
  const [asked, until] = [String(from ?? 0), String(to ?? last)];
  throw failedError(
    `The frames ${asked} to ${until} of ${clip.name} cannot be run: it has the frames 0 to ${last}; choose others.`,
    { words: errorWords('part-outside', { clip: clip.name, from: asked, to: until, last }) },
  );
}

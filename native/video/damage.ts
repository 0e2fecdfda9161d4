import { errorWords } from '../base/error-words.ts';
import { failedError, type FodvidError } from '../base/errors.ts';
import { rangesOf } from '../base/frame-indices.ts';
import { median } from '../base/numbers.ts';
import type { ClipInfo } from './clip.ts';
import { createVideoReportReader, type VideoReport } from './ffmpeg-output.ts';

/** What of a video cannot be decoded. Frames are numbered from 0 in the order they are shown in, missing ones too. */
export interface Damage {
  /** Those that are broken or missing; none where only the end was cut off. */
  readonly brokenFrames: readonly number[];
  /** How many frames it had before, as far as its frames and its header tell; more than can be decoded. */
  readonly wholeCount: number;
}

/** What decoding a damaged video past its errors tells. */
export interface DamagedVideo {
  readonly report: VideoReport;
  /** How many frames from the first on are intact, and predicted from intact ones alone. */
  readonly intactCount: number;
  readonly brokenFrames: readonly number[];
  /** Frames that come, and those that are missing between them. */
  readonly frameCount: number;
}

/** The most frames that a decoder (H.264, HEVC) holds back to bring them into order. */
const reorderedFrames = 16;

const corruptFrame = /corrupt decoded frame/;
const corruptPacket = /corrupt input packet/;
const lostPacket = /Error while decoding stream|Error submitting packet to decoder|Decoding error:/;
const frameType = /\bn: *\d+ pts: .* type:(\w) /;

/** For each frame how many are missing before it, by the distance of their times. */
function gapsOf(timesSec: VideoReport['timesSec']): number[] {
  const steps = timesSec.map((time, i) => {
    const before = timesSec[i - 1] ?? null;
    return time === null || before === null ? 0 : time - before;
  });
  const usual = median(steps.filter((step) => step > 0));
  return steps.map((step) => (usual === 0 ? 0 : Math.max(0, Math.round(step / usual) - 1)));
}

/** Reads the lines that `damageArguments` makes ffmpeg write, in which errors stand before the frames that they spoil. */
export function createDamageReader() {
  const reader = createVideoReportReader();
  const types: string[] = [];
  const corrupt = new Set<number>();
  const suspects: number[] = [];
  const lost: number[] = [];

  /** How many frames are missing before each, and behind the last: the lost packets at the gaps that follow them. */
  function missingFrames({ timesSec, endsEarly }: VideoReport): number[] {
    const count = timesSec.length;
    const gaps = gapsOf(timesSec);
    const missing = new Array<number>(count + 1).fill(0);
    for (const place of lost) {
      const gap = gaps.findIndex(
        (size, i) => i >= place && i <= place + reorderedFrames && size > missing[i]!,
      );
      if (gap !== -1) missing[gap]!++;
      // The last packet of a file that was cut off is a part of one.
      else if (!endsEarly || place < count - reorderedFrames) missing[place]!++;
    }
    return missing;
  }

  /** Broken packets that their decoder did not notice: the frame that came next counts as broken. */
  function markSuspects(count: number, missing: number[], endsEarly: boolean): void {
    for (const place of suspects) {
      const isKnown = [...missing.keys()].some(
        (i) => i >= place && i <= place + reorderedFrames && (missing[i]! > 0 || corrupt.has(i)),
      );
      // The last packet of a file that was cut off is known as well where its decoder refused it.
      if (isKnown || (endsEarly && lost.some((other) => other >= place))) continue;
      if (place < count) corrupt.add(place);
      else if (!endsEarly) missing[count]!++;
    }
  }

  return {
    push(line: string): void {
      reader.push(line);
      const place = types.length;
      const type = frameType.exec(line)?.[1];
      if (type !== undefined) types.push(type);
      else if (corruptFrame.test(line)) corrupt.add(place);
      else if (corruptPacket.test(line)) suspects.push(place);
      else if (lostPacket.test(line)) lost.push(place);
    },
    read(): DamagedVideo {
      const report = reader.report();
      const count = report.timesSec.length;
      const missing = missingFrames(report);
      markSuspects(count, missing, report.endsEarly);
      const brokenFrames: number[] = [];
      let number = 0;
      for (let i = 0; i <= count; i++) {
        for (let k = 0; k < missing[i]!; k++) brokenFrames.push(number++);
        if (corrupt.has(i)) brokenFrames.push(number);
        if (i < count) number++;
      }
      let intactCount = brokenFrames[0] ?? count;
      const least = intactCount - reorderedFrames;
      // B frames right before a broken one may be predicted from it.
      if (brokenFrames.length > 0)
        while (intactCount > Math.max(0, least) && types[intactCount - 1] === 'B') intactCount--;
      return { report, intactCount, brokenFrames, frameCount: number };
    },
  };
}

const shownRanges = 6;

/** Numbers in ascending order as "3, 7–9"; behind the first few ranges an ellipsis. */
function inRanges(numbers: readonly number[]): string {
  const ranges = rangesOf(numbers);
  const texts = ranges
    .slice(0, shownRanges)
    .map(({ first, last }) => (first === last ? String(first) : `${first}–${last}`));
  return [...texts, ...(ranges.length > shownRanges ? ['…'] : [])].join(', ');
}

/** The error of a damaged video of which more is wanted than its intact frames, with what can be run. */
export function damageError(intact: ClipInfo, { brokenFrames, wholeCount }: Damage): FodvidError {
  const { path, frameCount } = intact;
  const last = frameCount - 1;
  const advice = `Add --to ${last}.`;
  if (brokenFrames.length === 0)
    return failedError(
      `The video ${path} is cut off: ${frameCount} of about ${wholeCount} frames are there; run them up to frame ` +
        `${last}, or download it again.`,
      { advice, words: errorWords('video-cut-off', { path, count: frameCount, wholeCount, last }) },
    );
  const frames = inRanges(brokenFrames);
  const which = brokenFrames.length === 1 ? `frame ${frames}` : `the frames ${frames}`;
  return failedError(
    `The video ${path} is damaged: ${which} of ${wholeCount} cannot be decoded; run it up to frame ${last}, download ` +
      'it again, or repair it by re-encoding it.',
    {
      advice,
      words: errorWords('video-broken-frames', {
        path,
        frames,
        count: brokenFrames.length,
        wholeCount,
        last,
      }),
    },
  );
}

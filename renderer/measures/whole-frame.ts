import type { RunSummary } from '../../native/api/runs.ts';
import type { FrameRange } from '../../native/base/frame-indices.ts';

type Ran = Pick<RunSummary, 'firstFrame'>;

/** What a run's frame is called: its number in the whole clip, of which the run may be a part. */
export const wholeFrame = ({ firstFrame }: Ran, frame: number): number => firstFrame + frame;

/** The same of frames that follow each other. */
export const wholeSpan = (run: Ran, { first, last }: FrameRange): FrameRange => ({
  first: wholeFrame(run, first),
  last: wholeFrame(run, last),
});

/** Texts of the gallery view. */
export const gallery = {
  title: 'Failure gallery',
  empty: {
    title: 'No frames to look at yet',
    text: 'When a clip is finished, its least trustworthy frames appear here, worst first.',
    toQueue: 'Go to the queue',
  },
  allLocked: {
    title: 'All of them are locked',
    text: 'The worst frames of your clips are locked: their masks stay as they are. Show locked frames to see them.',
  },
  summary: (frames: number, runs: number) =>
    `${frames === 1 ? '1 frame' : `${frames} frames`} of ${runs === 1 ? '1 run' : `${runs} runs`}, worst first`,
  byJ: 'With ground truth, by J',
  byConfidence: 'Without ground truth, by confidence',
  perRun: 'Frames per run',
  hideLocked: 'Hide locked',
};

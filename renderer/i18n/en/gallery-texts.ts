/** Texts of the gallery view. */
export const gallery = {
  title: 'Gallery',
  empty: {
    title: 'No frames to review yet',
    text: 'The least reliable frames of your finished clips appear here, worst first.',
    toQueue: 'Go to Queue',
  },
  allLocked: {
    title: 'All frames are locked',
    text: 'The worst frames of your clips are locked, so their masks will not change. Show locked frames to see them.',
  },
  summary: (frames: number, runs: number) =>
    `${frames === 1 ? '1 frame' : `${frames} frames`} from ${runs === 1 ? '1 run' : `${runs} runs`}, worst first`,
  byJ: 'With ground truth, by J',
  byConfidence: 'Without ground truth, by confidence',
  perRun: 'Frames per run',
  hideLocked: 'Hide locked',
};

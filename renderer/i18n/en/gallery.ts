/** Texts of the gallery view. */
export const gallery = {
  title: 'Failure gallery',
  empty: {
    title: 'No frames to look at yet',
    text: 'The worst frames of all finished clips gather here.',
    toQueue: 'Go to the queue',
  },
  summary: (frames: number, clips: number) =>
    `${frames === 1 ? '1 frame' : `${frames} frames`} of ${clips === 1 ? '1 clip' : `${clips} clips`}, worst first`,
  perClip: 'Frames per clip',
  hideLocked: 'Leave out locked',
};

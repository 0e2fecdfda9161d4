import type { QueueItem } from '../../../native/api/queue.ts';

const states: Readonly<Record<QueueItem['state'], string>> = {
  waiting: 'Waiting',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

const stages: Readonly<Record<string, string>> = {
  probe: 'Reading clip',
  shots: 'Finding shots',
  flow: 'Optical flow',
  motion: 'Motion features',
  cut: 'Graph cut',
  foreground: 'Choosing foreground',
  separation: 'Comparing with the background',
  filter: 'Steadying masks',
  contours: 'Drawing contours',
  masks: 'Writing masks',
  warpFlow: 'Optical flow for training',
  pairs: 'Preparing training',
  training: 'Training refinement',
  inference: 'Refining masks',
  refinedSeparation: 'Comparing refined masks with the background',
  refinedFilter: 'Steadying refined masks',
  refinedContours: 'Drawing refined contours',
  measures: 'Measuring masks',
};

/** Texts of the queue view. */
export const queue = {
  title: 'Queue',
  list: 'Clips in the queue',
  add: 'Add clips',
  addFolder: 'Add folder',
  start: 'Start',
  pause: 'Pause',
  pauseHint: 'Finishes the running clip, then stops.',
  more: 'More actions',
  retryFailed: 'Retry failed clips',
  removeDone: 'Remove finished clips',
  empty: {
    title: 'No clips yet',
    text: 'Drop videos or folders of frames anywhere in this window, or choose them. The moving foreground is found automatically, with one mask per frame.',
    steps: [
      {
        title: 'Add',
        text: 'Videos or folders of frames. See how long each will take, and how much disk space, before you start.',
      },
      {
        title: 'Start',
        text: 'Clips run one after another. Close the window whenever you like; nothing is lost.',
      },
      {
        title: 'Review',
        text: 'Compare masks, flow and cut frame by frame, fix what is wrong, export the matte.',
      },
    ],
  },
  states,
  stages,
  left: (duration: string) => `about ${duration} left`,
  counts: {
    running: (count: string) => `${count} running`,
    waiting: (count: string) => `${count} waiting`,
    done: (count: string) => `${count} done`,
    failed: (count: string) => `${count} failed`,
  },
  paused: 'paused',
  missing: {
    networks: (names: readonly string[]) => `Missing weights: ${names.join(', ')}.`,
    toModels: 'Go to Models',
  },
  took: (duration: string) => `in ${duration}`,
  progressOf: (name: string) => `Progress of ${name}`,
  units: (done: string, total: string) => `${done} / ${total}`,
  row: {
    drag: 'Drag to reorder',
    open: 'Open in Viewer',
    retry: 'Try again',
    runAgain: 'Run again',
    configure: 'Change settings…',
    cancel: 'Cancel this clip',
    remove: 'Remove from queue',
    reveal: 'Show results',
  },
  settings: {
    title: (name: string) => `Settings for ${name}`,
    started: 'This clip has started; its settings are fixed.',
    save: 'Save settings',
    saved: (name: string) => `Settings for ${name} saved.`,
  },
  moved: (name: string, place: number, total: number) => `${name} is now ${place} of ${total}.`,
};

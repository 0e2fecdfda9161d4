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
  probe: 'Reading the clip',
  shots: 'Looking for cuts',
  flow: 'Optical flow',
  motion: 'Motion features',
  cut: 'Graph cut',
  foreground: 'Choosing the foreground',
  masks: 'Masks and overlay',
  warpFlow: 'Flow for the training',
  pairs: 'Preparing the training',
  training: 'Training the refinement',
  inference: 'Refining the masks',
  measures: 'Measuring the masks',
};

/** Texts of the queue view. */
export const queue = {
  title: 'Queue',
  list: 'Clips in the queue',
  add: 'Add clips',
  addFolder: 'Add folder',
  start: 'Start',
  pause: 'Pause',
  pauseHint: 'The running clip ends, no other starts.',
  more: 'More actions',
  retryFailed: 'Try failed clips again',
  removeDone: 'Remove finished clips',
  empty: {
    title: 'No clips yet',
    text: 'Drop videos or folders of frames anywhere in this window, or choose them. The moving foreground of each is found without a click: one mask per frame.',
    steps: [
      {
        title: 'Add',
        text: 'Videos or folders of frames. You see the time and space each will take before you start.',
      },
      {
        title: 'Start',
        text: 'Clips run one after another. Close the window whenever you like: nothing is lost.',
      },
      {
        title: 'Look',
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
    networks: (names: readonly string[]) => `Not here yet: ${names.join(', ')}.`,
    toModels: 'Go to Models',
  },
  took: (duration: string) => `took ${duration}`,
  progressOf: (name: string) => `Progress of ${name}`,
  units: (done: string, total: string) => `${done} / ${total}`,
  row: {
    drag: 'Drag to another place',
    open: 'Open in the viewer',
    retry: 'Try again',
    runAgain: 'Run again',
    configure: 'Change settings …',
    cancel: 'Cancel this clip',
    remove: 'Remove from the queue',
    reveal: 'Show the results',
  },
  settings: {
    title: (name: string) => `Settings of ${name}`,
    started: 'This clip does not wait any more: its settings can be changed only before it starts.',
    save: 'Save settings',
    saved: (name: string) => `The settings of ${name} were changed.`,
  },
  moved: (name: string, place: number, total: number) => `${name} is now ${place} of ${total}.`,
};

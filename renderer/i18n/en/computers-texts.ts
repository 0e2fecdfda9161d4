import type { ComputersState } from '../../../native/api/computers.ts';

const links: Readonly<Record<ComputersState['link'], string>> = {
  off: 'Not connected',
  connecting: 'Connecting…',
  connected: 'Connected',
  lost: 'Connection lost',
};

/** Texts of the other computers: their part of the settings, and of the queue. */
export const computers = {
  title: 'Computers',
  text: 'Several computers can work through one queue. Each clip goes to whichever is free, and its results land in a shared folder.',
  form: {
    address: 'Queue address',
    addressHint: 'redis://host:6379, or rediss:// with TLS',
    password: 'Password',
    passwordKept: 'Leave empty to keep the saved one.',
    certificate: 'Certificate file',
    certificateHint: 'Only if the server uses an authority of your own.',
    folders: 'Shared folders',
    foldersHint: 'Folders that every computer sees. Clips and the output folder must be in one of them.',
    shared: 'Path in the queue',
    local: 'Path on this computer',
    addFolder: 'Add folder',
    removeFolder: (place: number) => `Remove shared folder ${place}`,
    connect: 'Connect',
    cancel: 'Cancel',
  },
  links,
  change: 'Change…',
  disconnect: 'Disconnect',
  disconnectQuestion: 'Disconnect from the queue?',
  disconnectText: 'Clips that were handed over stay there. The saved password is deleted.',
  counts: (waiting: string, running: string, done: string, failed: string) =>
    `${waiting} waiting · ${running} running · ${done} done · ${failed} failed`,
  list: 'Computers that work for the queue',
  none: 'No computer is working for this queue. Start one there:',
  idle: 'Idle',
  refused: 'Refused',
  otherVersion: (program: string) => `Other version: ${program}`,
  speed: (framesPerSec: string) => `${framesPerSec} frames/s`,
  done: (count: string, one: boolean) => (one ? '1 clip done' : `${count} clips done`),
  slots: (count: string) => `${count} clips at once`,
  handOver: 'Hand over',
  handOverHint: 'Runs the waiting clips on other computers.',
  stopHanding: 'Stop handing over',
  handing: (done: string, total: string) => `handing over ${done} of ${total}`,
  handed: (count: string, one: boolean) =>
    one ? 'Handed 1 clip to the other computers.' : `Handed ${count} clips to the other computers.`,
  takeBackAll: 'Take all clips back',
  row: {
    handOver: 'Run on another computer',
    takeBack: 'Run on this computer instead',
    waits: 'for another computer',
    on: (worker: string) => `on ${worker}`,
  },
};

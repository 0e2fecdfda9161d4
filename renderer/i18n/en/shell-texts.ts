/** Texts of the window's own states: no engine, reconnecting, closing, what comes from others. */
export const shell = {
  failure: {
    title: 'The engine cannot start',
    text: 'Clips and results are safe. Fix the cause below, then try again.',
    retry: 'Try again',
    retrying: 'Starting the engine…',
    showLogs: 'Show logs',
  },
  closing: {
    title: 'A clip is still running',
    text: 'FODVid Studio can keep working in the background; its icon in the system tray brings the window back. If you stop now, the clip continues the next time you open the app.',
    keepWorking: 'Keep working in the background',
    stopAndQuit: 'Stop and quit',
  },
  watches: 'Another FODVid Studio works on this cache. This page shows and exports what is there.',
  takeOver: {
    action: 'Take over',
    question: 'Take over this cache?',
    text: 'The other FODVid Studio stops its clip and only watches from then on. The clip continues here.',
    done: 'This FODVid Studio works on the cache now.',
  },
  signIn: 'The server was restarted with a new token. Open the address that it printed.',
  reveal: { darwin: 'Show in Finder', win32: 'Show in Explorer', linux: 'Show in folder' },
  dragHint: 'Drag this message into another program to use the file there.',
  thirdParty: {
    button: 'Third-party licences',
    title: 'Third-party licences',
    failed: 'The list of licences could not be loaded.',
  },
};

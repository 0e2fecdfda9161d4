/** Texts of the window's own states: no engine, reconnecting, what comes from others. */
export const shell = {
  failure: {
    title: 'The engine cannot start',
    text: 'Clips and results are safe. Fix the cause below, then try again.',
    retry: 'Try again',
    retrying: 'Starting the engine…',
    showLogs: 'Show logs',
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

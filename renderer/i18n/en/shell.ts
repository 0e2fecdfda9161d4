/** Texts of the window's own states: no engine, reconnecting, what comes from others. */
export const shell = {
  failure: {
    title: 'The engine cannot start',
    text: 'Clips and results are safe. Fix the cause below, then try again.',
    retry: 'Try again',
    retrying: 'Starting the engine…',
    showLogs: 'Show logs',
  },
  signIn: 'The server was started again with another token. Open the address that it printed.',
  reveal: { darwin: 'Show in Finder', win32: 'Show in Explorer', linux: 'Show in folder' },
  dragHint: 'Drag this message to put the file into another program.',
  thirdParty: {
    button: 'Third-party licenses',
    title: 'Third-party licenses',
    failed: 'The list of licenses could not be loaded.',
  },
};

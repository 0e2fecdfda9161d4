/** Texts that every view uses. */
export const common = {
  appName: 'FODVid Studio',
  navigation: {
    label: 'Views',
    queue: 'Queue',
    board: 'Review',
    viewer: 'Viewer',
    metrics: 'Metrics',
    gallery: 'Gallery',
    models: 'Models',
    settings: 'Settings',
    shortcuts: 'Keyboard shortcuts',
  },
  actions: {
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    dismiss: 'Dismiss',
    reload: 'Reload window',
  },
  loading: 'Loading…',
  failed: 'Could not load this view',
  crashed: {
    title: 'Something went wrong in this view',
    text: 'Running clips are not affected. Open another view, or reload the window.',
  },
  link: {
    connecting: 'Connecting to the engine…',
    lost: 'Connection lost. Reconnecting…',
    restarted: (reason: string) => `The engine was restarted; your queue is unchanged. ${reason}`,
  },
  units: {
    frames: (count: number) => (count === 1 ? '1 frame' : `${count.toLocaleString('en')} frames`),
    clips: (count: number) => (count === 1 ? '1 clip' : `${count.toLocaleString('en')} clips`),
    runs: (count: number) => (count === 1 ? '1 run' : `${count.toLocaleString('en')} runs`),
  },
};

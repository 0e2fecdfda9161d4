/** Texts that every view uses. */
export const common = {
  appName: 'FODVid Studio',
  navigation: {
    label: 'Views',
    queue: 'Queue',
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
    reload: 'Reload the window',
  },
  loading: 'Loading …',
  failed: 'This could not be loaded',
  crashed: {
    title: 'Something in this view went wrong',
    text: 'The engine is not affected: what runs goes on. Open another view, or reload the window.',
  },
  link: {
    connecting: 'Reaching the engine …',
    lost: 'The engine is not reachable at the moment; it is being reached again. Nothing finished is lost.',
    closed: 'The engine has ended. Start it again and reload this window.',
    restarted: (reason: string) => `The engine was started again, the queue is as it was. ${reason}`,
  },
  units: {
    frames: (count: number) => (count === 1 ? '1 frame' : `${count.toLocaleString('en')} frames`),
    clips: (count: number) => (count === 1 ? '1 clip' : `${count.toLocaleString('en')} clips`),
    runs: (count: number) => (count === 1 ? '1 run' : `${count.toLocaleString('en')} runs`),
  },
};

/** Texts of the settings view. */
export const settings = {
  title: 'Settings',
  appearance: {
    title: 'Appearance',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languages: { en: 'English', de: 'Deutsch' },
    motion: 'Reduce motion',
    motions: { system: 'System', on: 'On', off: 'Off' },
  },
  results: {
    title: 'Results',
    outputDir: 'Output folder',
    outputHint: 'Each clip gets its own subfolder.',
    choose: 'Choose…',
    show: 'Show',
    notify: 'Notify me when the queue is finished',
  },
  config: {
    title: 'New clips',
    text: 'Default settings for new clips. You can change them for each clip when you add it.',
  },
  presets: { title: 'Your presets', remove: (name: string) => `Remove preset ${name}` },
  cache: {
    title: 'Cache',
    text: 'Optical flow, features and cuts of past runs. A run with a different α or τ reuses flow and features.',
    used: (size: string, limit: string) => `${size} of ${limit} used`,
    limit: 'Limit (GB)',
    folder: 'Folder',
    clear: 'Clear cache',
    clearQuestion: 'Clear the cache?',
    clearText: (size: string) =>
      `This deletes ${size} of intermediate results. Masks and overlays stay, but before you can fix a frame, its clip has to run again.`,
  },
  about: {
    title: 'About',
    version: (version: string, platform: string) => `Version ${version} on ${platform}`,
    shortcuts: 'Keyboard shortcuts',
    logs: 'Show logs',
  },
  queueEnded: { title: 'Queue finished', text: (done: string) => `${done} done` },
};

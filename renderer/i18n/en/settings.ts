/** Texts of the settings view. */
export const settings = {
  title: 'Settings',
  appearance: {
    title: 'Appearance',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    language: 'Language',
    languages: { en: 'English', de: 'Deutsch' },
    motion: 'Reduced motion',
    motions: { system: 'System', on: 'On', off: 'Off' },
  },
  results: {
    title: 'Results',
    outputDir: 'Output folder',
    outputHint: 'Each clip gets a folder of its own in it.',
    choose: 'Choose …',
    show: 'Show',
    notify: 'Tell me when the queue has ended',
  },
  config: { title: 'New clips', text: 'What clips start with; each can be changed when it is added.' },
  presets: { title: 'Your presets', remove: (name: string) => `Remove the preset ${name}` },
  cache: {
    title: 'Cache',
    text: 'Flow, features and cuts of past runs: with them a run with other α or τ takes seconds.',
    used: (size: string, limit: string) => `${size} of ${limit} used`,
    limit: 'Limit in GB',
    folder: 'Folder',
    clear: 'Clear the cache',
    clearQuestion: 'Clear the cache?',
    clearText: (size: string) =>
      `${size} of intermediate results are deleted. Masks and overlays stay; fixes need a new run first.`,
  },
  about: {
    title: 'About',
    version: (version: string, platform: string) => `Version ${version} on ${platform}`,
    shortcuts: 'Keyboard shortcuts',
    logs: 'Show logs',
  },
  queueEnded: { title: 'The queue has ended', text: (done: string) => `${done} done` },
};

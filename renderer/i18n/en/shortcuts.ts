import type { ShortcutTexts } from '../../shortcuts/shortcut-list.ts';

const texts: ShortcutTexts = {
  title: 'Keyboard shortcuts',
  groups: { window: 'Window', queue: 'Queue', viewer: 'Viewer' },
  window: {
    showShortcuts: 'Show this sheet',
    showQueue: 'Queue',
    showViewer: 'Viewer',
    showMetrics: 'Metrics',
    showGallery: 'Failure gallery',
    showModels: 'Models',
    showSettings: 'Settings',
  },
  queue: {
    addClips: 'Add clips',
    startOrPause: 'Start or pause the queue',
    moveUp: 'Move the clip up',
    moveDown: 'Move the clip down',
    removeClip: 'Remove the clip',
    openClip: 'Open the finished clip',
  },
  viewer: {},
};

/** Names of the keyboard shortcuts. */
export const shortcuts = texts;

import type { Messages } from '../messages.ts';

export const shortcuts: Messages['shortcuts'] = {
  title: 'Tastenkürzel',
  groups: { window: 'Fenster', queue: 'Liste', viewer: 'Ansicht' },
  window: {
    showShortcuts: 'Diese Übersicht zeigen',
    showQueue: 'Liste',
    showViewer: 'Ansicht',
    showMetrics: 'Messwerte',
    showGallery: 'Fehlergalerie',
    showModels: 'Modelle',
    showSettings: 'Einstellungen',
  },
  queue: {
    addClips: 'Clips hinzufügen',
    startOrPause: 'Liste starten oder anhalten',
    moveUp: 'Clip nach oben',
    moveDown: 'Clip nach unten',
    removeClip: 'Clip entfernen',
    openClip: 'Fertigen Clip öffnen',
  },
  viewer: {},
};

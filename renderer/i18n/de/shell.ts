import type { Messages } from '../messages.ts';

export const shell: Messages['shell'] = {
  failure: {
    title: 'Die Engine kann nicht starten',
    text: 'Clips und Ergebnisse sind sicher. Beheben Sie die Ursache und versuchen Sie es dann erneut.',
    retry: 'Erneut versuchen',
    retrying: 'Die Engine wird gestartet…',
    showLogs: 'Protokolle anzeigen',
  },
  signIn:
    'Der Server wurde mit einem anderen Token neu gestartet. Öffnen Sie die Adresse, die er ausgegeben hat.',
  reveal: { darwin: 'Im Finder zeigen', win32: 'Im Explorer zeigen', linux: 'Im Ordner zeigen' },
  dragHint: 'Ziehen Sie diese Meldung in ein anderes Programm, um die Datei dort zu verwenden.',
  thirdParty: {
    button: 'Lizenzen anderer',
    title: 'Lizenzen anderer',
    failed: 'Die Liste der Lizenzen konnte nicht geladen werden.',
  },
};

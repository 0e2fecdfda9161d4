import type { Messages } from '../english.ts';

export const shell: Messages['shell'] = {
  failure: {
    title: 'Die Engine kann nicht starten',
    text: 'Clips und Ergebnisse sind sicher. Behebe die Ursache und versuche es dann erneut.',
    retry: 'Erneut versuchen',
    retrying: 'Die Engine wird gestartet…',
    showLogs: 'Protokolle anzeigen',
  },
  closing: {
    title: 'Ein Clip wird noch verarbeitet',
    text: 'FODVid Studio kann im Hintergrund weiterarbeiten; sein Symbol im Infobereich holt das Fenster zurück. Wenn du jetzt anhältst, geht es mit dem Clip beim nächsten Öffnen weiter.',
    keepWorking: 'Im Hintergrund weiterarbeiten',
    stopAndQuit: 'Anhalten und beenden',
  },
  watches:
    'Ein anderes FODVid Studio arbeitet mit diesem Cache. Diese Seite zeigt und exportiert, was da ist.',
  takeOver: {
    action: 'Übernehmen',
    question: 'Diesen Cache übernehmen?',
    text: 'Das andere FODVid Studio hält seinen Clip an und schaut von da an nur zu. Der Clip läuft hier weiter.',
    done: 'Dieses FODVid Studio arbeitet jetzt mit dem Cache.',
  },
  signIn: 'Der Server wurde mit einem neuen Token gestartet. Öffne die Adresse, die er ausgegeben hat.',
  reveal: { darwin: 'Im Finder anzeigen', win32: 'Im Explorer anzeigen', linux: 'Im Ordner anzeigen' },
  dragHint: 'Ziehe diese Meldung in ein anderes Programm, um die Datei dort zu verwenden.',
  thirdParty: {
    button: 'Lizenzen Dritter',
    title: 'Lizenzen Dritter',
    failed: 'Die Liste der Lizenzen konnte nicht geladen werden.',
  },
};

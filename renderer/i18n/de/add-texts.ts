import type { Messages } from '../english.ts';

export const add: Messages['add'] = {
  title: 'Clips hinzufügen',
  drop: 'Videos oder Ordner mit Einzelbildern hier ablegen',
  nothingDropped: 'Das Abgelegte enthält weder Videos noch Ordner mit Einzelbildern.',
  library: {
    label: 'Dateien der Bibliothek',
    roots: 'Bibliothek',
    up: 'Eine Ebene nach oben',
    filter: 'Filtern',
    empty: 'Keine Videos, Einzelbilder oder Ordner.',
    nothingFound: 'Keine Treffer.',
    noFolders: 'Keine Unterordner.',
    useFolder: 'Diesen Ordner verwenden',
    send: 'Von diesem Computer hochladen…',
    selected: (count) => `${count} ausgewählt`,
    selectAll: 'Alle Clips auswählen',
    next: 'Weiter',
    inQueue: 'In der Warteschlange',
    kinds: { folder: 'Ordner', video: 'Video', frames: 'Einzelbilder' },
    open: (name) => `${name} öffnen`,
  },
  sending: {
    title: 'Dateien werden hochgeladen',
    of: (done, total) => `${done} von ${total}`,
    failed: (sentence) => `nicht hochgeladen: ${sentence.replace(/\.$/, '')}`,
  },
  skipped: {
    files: (count, list) =>
      count === 1 ? `1 Datei wurde übersprungen: ${list}.` : `${count} Dateien wurden übersprungen: ${list}.`,
    more: (count) => `${count} weitere`,
    reasons: {
      'not-video': 'kein Video',
      'not-frame': 'kein Einzelbild',
      'single-picture': 'einzelnes Bild; füge seinen Ordner hinzu',
      empty: 'leer',
      'too-deep': 'zu tief in Ordnern',
    },
  },
  review: {
    back: 'Zurück',
    results: 'Ergebnisse speichern in',
    change: 'Ändern…',
    clip: 'Clip',
    time: 'Dauer ca.',
    memory: 'RAM',
    disk: 'Speicher',
    checking: (done, total) => `${done} von ${total} geprüft…`,
    totals: (clips, time, disk) => `${clips} · etwa ${time} · ${disk} Speicherplatz`,
    free: (memory, disk) => `Frei: ${memory} RAM, ${disk} Speicherplatz`,
    warnings: {
      disk: 'Braucht mehr Speicherplatz, als frei ist. Schaffe vor dem Start Platz.',
      memory:
        'Braucht mehr RAM, als frei ist. Schließe andere Programme oder wähle eine kleinere Arbeitsgröße.',
      unmeasured:
        'Ein solcher Lauf wurde auf diesem Rechner noch nicht gemessen; die Dauer ist grob geschätzt.',
    },
    part: (name) => `In und Out von ${name}`,
    partOf: (from, to, all) => (to === undefined ? `ab ${from} von ${all}` : `${from ?? 0}–${to} von ${all}`),
    leaveOut: (name) => `${name} entfernen`,
    add: 'Hinzufügen',
    someOf: (count, clips) => `${count} von ${clips}`,
    addAndStart: 'Hinzufügen und starten',
    settings: 'Einstellungen für diese Clips',
    added: (clips) => `${clips} hinzugefügt.`,
  },
};

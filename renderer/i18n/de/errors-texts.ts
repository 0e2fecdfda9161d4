import type { Messages } from '../english.ts';

export const errors: Messages['errors'] = {
  'cache-folder-fixed': () =>
    'Der Cache-Ordner wurde beim Start des Servers gewählt; hier lässt er sich nicht ändern.',
  'cache-full': ({ folder }) =>
    `Der Datenträger mit dem Cache-Ordner ${folder} ist voll. Schaffe Platz und versuche es noch einmal; was berechnet wurde, bleibt.`,
  'cache-locked': ({ folder }) =>
    `Ein anderes Programm hält den Cache in ${folder} gesperrt. Beende es und versuche es noch einmal.`,
  'cache-newer': ({ folder }) =>
    `Ein neueres FODVid Studio hat den Cache in ${folder} geschrieben. Aktualisiere dieses.`,
  'cache-unwritable': ({ folder, reason }) =>
    `In den Cache-Ordner ${folder} kann nicht geschrieben werden (${reason}). Wähle in den Einstellungen einen anderen.`,
  'candidate-missing': ({ candidate, count }) =>
    `Einen Kandidaten ${candidate} gibt es nicht; der Shot hat ${count}.`,
  'candidates-gone': () =>
    'Im Cache liegt nicht mehr, woraus Kandidaten entstehen. Führe den Clip noch einmal aus.',
  'clip-changed': ({ clip }) =>
    `${clip} wurde geändert, seit der Clip übergeben wurde. Übergib ihn noch einmal.`,
  'clip-corrected': ({ clip }) =>
    `Die Ergebnisse von ${clip} enthalten Korrekturen, die nur dieser Computer kennt. Führe den Clip hier aus.`,
  'clip-crashes': () =>
    'Die Computer sind dabei mehrmals abgestürzt; vielleicht braucht der Clip mehr Speicher, als sie haben. Führe ihn auf einem anderen aus.',
  'clip-elsewhere': ({ clip }) =>
    `${clip} wartet auf andere Computer. Hole ihn zurück, um seine Einstellungen zu ändern.`,
  'clip-gone': ({ clip }) =>
    `Der Clip ${clip} wurde verschoben oder gelöscht. Lege ihn zurück und versuche es noch einmal.`,
  'clip-missing': ({ path }) => `${path} gibt es nicht oder ist nicht lesbar. Prüfe den Pfad.`,
  'clip-process': ({ reason }) =>
    `Der Prozess des Clips ist verschwunden (${reason}); vielleicht braucht er mehr Speicher. Versuche es noch einmal.`,
  'clip-started': ({ clip }) => `${clip} läuft bereits; seine Einstellungen stehen fest.`,
  'clip-too-small': ({ path, size, least }) =>
    `${path} hat ${size} Pixel; mindestens ${least} sind nötig. Wähle einen größeren Clip.`,
  'clip-unreachable': ({ path }) =>
    `Der Clip ${path} ist gerade nicht lesbar. Prüfe die Freigabe, auf der er liegt.`,
  'clip-unqueued': () => 'Dieser Clip ist nicht mehr in der Warteschlange.',
  'clips-none': ({ folder }) => `Der Ordner ${folder} enthält weder Bilder noch Videos. Wähle einen anderen.`,
  'computers-off': () =>
    'Dieser Computer gehört zu keiner Warteschlange. Verbinde ihn unter Einstellungen > Computer.',
  'computers-version': ({ theirs, ours, count }) =>
    `In der Warteschlange ${count === 1 ? 'ist ein Clip' : `sind ${count} Clips`} von ${theirs}; dieser Computer hat ${ours}. Installiere dieselbe Version oder warte, bis sie fertig sind.`,
  'download-failed': ({ url, reason }) =>
    `${url} konnte nicht geladen werden (${reason}). Prüfe das Netz und versuche es noch einmal: Es geht dort weiter, wo es endete.`,
  'download-running': ({ model }) => `${model} wird bereits geladen.`,
  'encoder-missing': ({ format, encoder }) =>
    `${format} braucht den Encoder ${encoder}, den dieses ffmpeg nicht hat. Wähle ein anderes Format oder installiere ein vollständiges ffmpeg.`,
  'export-busy': ({ path }) =>
    `Ein anderer Export schreibt gerade ${path}. Warte auf ihn oder wähle einen anderen Ordner oder Namen.`,
  'export-too-large': ({ needed, free, folder }) =>
    `Der Export braucht etwa ${needed}, aber in ${folder} sind ${free} frei. Schaffe Platz oder wähle einen anderen Ordner, weniger Formate oder einen kürzeren Bereich.`,
  'features-gone': ({ frame }) =>
    `Im Cache liegen die Merkmale von Bild ${frame} nicht mehr. Führe den Clip noch einmal aus, um sie zu berechnen.`,
  'ffmpeg-missing': () => 'ffmpeg wurde nicht gefunden. Installiere es und starte FODVid Studio neu.',
  'file-open': ({ path }) =>
    `${path} lässt sich nicht entfernen. Schließe das Programm, das die Datei geöffnet hat.`,
  'file-unwritable': ({ path, reason }) =>
    `${path} kann nicht geschrieben werden (${reason}). Wähle einen anderen Ordner oder schaffe dort Platz.`,
  'folder-pair': ({ shared, local }) =>
    `„${shared}“ und „${local}“ müssen zwei absolute Pfade desselben Ordners sein, etwa /mnt/clips und /Volumes/clips.`,
  'folder-unreadable': ({ folder }) => `Der Ordner ${folder} ist nicht lesbar. Wähle einen anderen.`,
  'frame-missing': ({ frame }) => `Der Clip hat kein Bild ${frame}.`,
  'frames-differ': ({ path, size, otherPath, otherSize }) =>
    `Die Bilder sind verschieden groß: ${path} hat ${size} Pixel, ${otherPath} hat ${otherSize}. Halte Bilder einer Größe in einem Ordner.`,
  'frames-missing': ({ first, last, count }) =>
    `Die Bilder ${first} bis ${last} gibt es nicht; der Clip hat ${count} Bilder.`,
  'frames-none': ({ folder }) =>
    `Der Ordner ${folder} enthält keine Bilder (PNG, JPEG). Wähle einen anderen.`,
  'image-unreadable': ({ path, reason }) =>
    `Das Bild ${path} ist nicht lesbar (${reason}). Ersetze es durch ein unbeschädigtes.`,
  'library-broken': ({ library, reason }) =>
    `Die Bibliothek ${library} lässt sich nicht laden (${reason}). Installiere die App neu.`,
  'outside-library': ({ path, folders }) =>
    `${path} liegt außerhalb der Bibliothek. Verschiebe es nach ${folders}.`,
  'output-unwritable': ({ folder }) =>
    `In den Ausgabeordner ${folder} kann nicht geschrieben werden. Wähle einen anderen.`,
  'output-unshared': ({ folder, folders }) =>
    `Der Ausgabeordner ${folder} liegt in keinem gemeinsamen Ordner (${folders}). Wähle unter Einstellungen > Ergebnisse einen dort.`,
  'part-outside': ({ clip, from, to, last }) =>
    `Die Bilder ${from} bis ${to} von ${clip} gibt es nicht: Es sind die Bilder 0 bis ${last}. Wähle andere.`,
  'path-unshared': ({ path, folders }) =>
    `${path} liegt in keinem gemeinsamen Ordner (${folders}). Verschiebe es in einen davon.`,
  'path-outside': ({ path, folders }) =>
    `${path} liegt außerhalb der Ordner, die der Computer teilt (${folders}). Starte den Worker dort mit diesem Ordner.`,
  'provider-fails': ({ provider, reason }) =>
    `${provider} funktioniert auf diesem Rechner nicht (${reason}). Wähle Automatisch oder CPU als Recheneinheit.`,
  'queue-address': ({ address }) =>
    `„${address}“ ist keine Adresse einer Warteschlange. Sie muss redis://HOST:PORT lauten, oder rediss:// mit TLS.`,
  'queue-certificate': ({ address, reason }) =>
    `Dem Zertifikat von ${address} wird nicht vertraut (${reason}). Wähle die Datei seiner Zertifizierungsstelle.`,
  'queue-lost': ({ address }) =>
    `${address} antwortet nicht. Clips laufen weiter, wo sie laufen; die Verbindung wird erneut versucht.`,
  'queue-open': ({ address }) =>
    `Die Warteschlange auf ${address} wäre für alle im Netz offen. Gib Redis ein Passwort (requirepass) und trage es hier ein.`,
  'queue-password': ({ address }) => `${address} nimmt das Passwort nicht an. Trage das aus requirepass ein.`,
  'queue-unreachable': ({ address, reason }) =>
    `Unter ${address} antwortet kein Redis (${reason}). Prüfe die Adresse und ob Redis dort läuft.`,
  'run-queued': () =>
    'Der Clip soll noch einmal ausgeführt werden. Nimm ihn aus der Warteschlange oder warte auf das Ende.',
  'only-watches': () =>
    'Diese Seite schaut nur zu. Ändere es in dem FODVid Studio, das mit diesem Cache arbeitet, oder übernimm ihn.',
  'takeover-busy': () =>
    'Ein Export oder eine Änderung wird gerade geschrieben. Versuche es danach noch einmal.',
  'takeover-refused': ({ reason }) =>
    `Das andere FODVid Studio gibt den Cache nicht ab (${reason}). Beende es und versuche es noch einmal.`,
  'run-busy': () => 'Der Clip wird gerade noch einmal ausgeführt. Warte auf das Ende oder brich ihn ab.',
  'results-occupied': ({ folder }) =>
    `In ${folder} liegen schon andere Ergebnisse; sie bleiben. Übergib den Clip noch einmal: Er bekommt einen anderen Ordner.`,
  'results-unseen': ({ folder }) =>
    `Die Ergebnisse in ${folder} sind hier nicht lesbar. Prüfe, ob dieser Computer den gemeinsamen Ordner sieht.`,
  'run-gone': () => 'Dieser Lauf existiert nicht mehr. Öffne einen anderen aus der Liste.',
  'share-full': ({ folder }) => `Der gemeinsame Ordner ${folder} ist voll. Schaffe dort Platz.`,
  'share-gone': ({ folder }) =>
    `Der gemeinsame Ordner ${folder} ist weg oder nicht eingebunden. Binde ihn wieder ein.`,
  'share-unwritable': ({ folder, code }) =>
    `In den gemeinsamen Ordner ${folder} kann nicht geschrieben werden (${code}). Prüfe den Server.`,
  'storage-away': ({ endpoint, code }) =>
    `Der Objektspeicher ${endpoint} antwortet nicht (${code}). Prüfe, ob er läuft.`,
  'storage-refused': ({ endpoint, code }) =>
    `Der Objektspeicher ${endpoint} weist den Computer ab (${code}). Prüfe Schlüssel, Bucket und Region und starte den Worker dort neu.`,
  'storage-denied': ({ address, code }) =>
    `Der Schlüssel des Computers erlaubt das bei ${address} nicht (${code}). Erlaube es im Objektspeicher.`,
  'truth-elsewhere': ({ folder, clip }) =>
    `Der Ordner ${folder} enthält keine Ground Truth von ${clip}. Wähle den Ordner seiner Masken oder den eines Datensatzes mit einem Ordner namens ${clip}.`,
  'truth-size': ({ path, size, maskSize }) =>
    `Die Ground Truth ${path} hat ${size} Pixel, die Masken haben ${maskSize}. Wähle den Ordner, der zu diesem Clip gehört.`,
  unexpected: ({ reason }) => `Unerwarteter Fehler: ${reason}.`,
  'video-cut-off': ({ path, count, wholeCount }) =>
    `${path} ist abgeschnitten: ${count} von etwa ${wholeCount} Bildern sind da. Führe diese aus oder lade es noch einmal herunter.`,
  'video-broken-frames': ({ path, frames, count, wholeCount, last }) =>
    `${count === 1 ? 'Bild' : 'Die Bilder'} ${frames} von ${wholeCount} in ${path} ${count === 1 ? 'lässt' : 'lassen'} sich nicht dekodieren. Führe den Clip bis Bild ${last} aus, lade ihn noch einmal herunter oder kodiere ihn neu.`,
  'video-empty': ({ path }) => `Das Video ${path} ist leer. Ersetze oder entferne es.`,
  'video-undecodable': ({ path, reason }) =>
    `Das Video ${path} lässt sich nicht dekodieren (${reason}). Ersetze es oder kodiere es neu.`,
  'video-unreadable': ({ path, reason }) =>
    `Das Video ${path} ist nicht lesbar (${reason}). Ersetze oder entferne es.`,
  'version-differs': ({ ours }) =>
    `Die Clips der Warteschlange gehören zu einer anderen Version als ${ours}. Installiere ihre Version auf dem Computer.`,
  'weights-differ': ({ model, sha256 }) =>
    `Die Gewichte ${model} sind dort andere als die, mit denen die Clips laufen sollen (SHA-256 ${sha256}…). Importiere dort dieselben.`,
  'weights-missing': ({ models }) =>
    `Die Gewichte von ${models} fehlen. Lade oder importiere sie unter Modelle.`,
};

// A folder that electron-builder takes for Electron's own (`electronDist`), for each system: small files at the places
// that electron-builder moves, edits and flips fuses in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** As @electron/fuses finds the fuses: this text, version 1, eight fuses, each '0' (off) or '1' (on). */
const fuseWire = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 8]),
  Buffer.from('11110011'),
]);

function write(path, content = '') {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** The smallest program for Windows with the version that electron-builder edits, and the fuses. */
function windowsProgram() {
  const program = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(program);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.entries.push({ type: 10, id: 1, lang: 1033, codepage: 1200, bin: fuseWire });
  resources.outputResource(program);
  return Buffer.from(program.generate());
}

const propertyList = (name) => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>CFBundleExecutable</key><string>${name}</string>
<key>CFBundleIconFile</key><string>electron.icns</string>
</dict></plist>
`;

function macApp(folder) {
  const contents = join(folder, 'Electron.app', 'Contents');
  const frameworks = join(contents, 'Frameworks');
  write(join(contents, 'Info.plist'), propertyList('Electron'));
  write(join(contents, 'MacOS', 'Electron'));
  write(join(contents, 'Resources', 'electron.icns'));
  write(join(frameworks, 'Electron Framework.framework', 'Electron Framework'), fuseWire);
  for (const suffix of ['', ' (Renderer)', ' (GPU)', ' (Plugin)']) {
    const helper = join(frameworks, `Electron Helper${suffix}.app`, 'Contents');
    write(join(helper, 'Info.plist'), propertyList(`Electron Helper${suffix}`));
    write(join(helper, 'MacOS', `Electron Helper${suffix}`));
  }
}

/** Makes the folder for `platform` ('linux', 'win32' or 'darwin'). */
export function makeStandInElectron(folder, platform) {
  mkdirSync(folder, { recursive: true });
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) write(join(folder, name), name);
  if (platform === 'darwin') macApp(folder);
  else if (platform === 'win32') {
    write(join(folder, 'electron.exe'), windowsProgram());
    mkdirSync(join(folder, 'resources'));
  } else {
    write(join(folder, 'electron'), fuseWire);
    mkdirSync(join(folder, 'resources'));
  }
}

// The notice of everything by others that a package brings: what is installed beside it and what is bundled into the page.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { publisherPage } from './publisher.mjs';

const licenceFile = /^(licen[cs]e|copying|notice|ofl)([-.].*)?$/i;
const line = '='.repeat(80);

/** The package of an input of esbuild (a path from the root); null for the project's own files. */
export function packageOfInput(input) {
  const rest = input.split('\\').join('/').split('node_modules/').slice(1).at(-1);
  if (rest === undefined) return null;
  const [first, second] = rest.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** Folders, from the root, of the packages that are installed for those who run the program. */
function installedPackages(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.keys(packages).filter(
    (path) => path !== '' && packages[path].dev !== true && existsSync(join(root, path, 'package.json')),
  );
}

function describe(root, folder) {
  const metadata = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const { name, version, homepage } = metadata;
  const licence = metadata.license?.type ?? metadata.license ?? 'see its files';
  const page = homepage ?? `https://www.npmjs.com/package/${name}`;
  const texts = readdirSync(join(root, folder))
    .filter((file) => licenceFile.test(file))
    .map((file) => readFileSync(join(root, folder, file), 'utf8').trim());
  return { name, version, text: [`${name} ${version} (${licence})`, page, ...texts].join('\n\n') };
}

const ffmpegSection = `FFmpeg

This program starts ffmpeg, a program of its own by the FFmpeg developers
(https://ffmpeg.org), which comes with it inside the npm package ffmpeg-static
or @ffmpeg-installer. These builds of ffmpeg contain x264, x265 and other
libraries under the GNU General Public License; ffmpeg as it comes here is
licensed under the GPL, version 3 or later
(https://www.gnu.org/licenses/gpl-3.0.html). "ffmpeg -version" tells the exact
version and configuration.

Source code: the sources of ffmpeg and its libraries, in the versions that were
built, and the scripts of the builds are at
https://github.com/eugeneware/ffmpeg-static, https://johnvansickle.com/ffmpeg
and https://ffmpeg.org/releases. Whoever received this package may also, for
three years from then, ask those who gave it away for the complete corresponding
source code, and gets it for no more than the cost of sending it.`;

/**
 * The text of THIRD-PARTY.txt: ffmpeg with the offer of its sources, then each package with its licence, by name.
 * `bundled` are the names of the packages in the page's bundle.
 */
export function thirdPartyNotice(root, bundled = []) {
  const folders = new Set([...installedPackages(root), ...bundled.map((name) => `node_modules/${name}`)]);
  const entries = [...folders].map((folder) => describe(root, folder));
  const distinct = new Map(entries.map((entry) => [`${entry.name} ${entry.version}`, entry.text]));
  const sorted = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  const page = publisherPage(root);
  const publisher = page === null ? '' : `\nThose who gave this package away: ${page}`;
  const head = `FODVid Studio contains the work of others, under the licences below.${publisher}`;
  const electron =
    'Electron and Chromium: their licences are the files LICENSE.electron.txt and\nLICENSES.chromium.html of the desktop package.';
  return `${[`${head}\n\n${electron}`, ffmpegSection, ...sorted].join(`\n\n${line}\n\n`)}\n`;
}

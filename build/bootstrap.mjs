// Makes a fresh clone ready to run, with nothing but an older Node and npm on the machine, and then runs what it is
// given with the project's own Node:  node build/bootstrap.mjs [node arguments or a script...]
// It runs the command itself because a shell remembers where it found `node`: in `bootstrap && node main.ts` the
// second `node` would still be the old one on the first run.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const oldestNode = 20;
const projectNode = 24;
/** The packages whose install scripts are run; .npmrc keeps npm from running any other. */
const scriptedPackages = ['node'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.fodvid-setup');
const nodeFile = join(modules, 'node', 'bin', windows ? 'node.exe' : 'node');

class SetupError extends Error {}

const say = (text) => process.stderr.write(`${text}\n`);
const nodeMajor = () => Number(process.versions.node.split('.')[0]);

/** Runs `command` without showing its output; returns whether it succeeded and the last lines that it wrote. */
function quietly(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
  });
  const output = `${result.stdout || ''}${result.stderr || ''}`.trim() || String(result.error || '');
  return { ok: result.status === 0, tail: output.split('\n').slice(-15).join('\n') };
}

/** Runs npm as npm itself was started, or the npm of the PATH. */
function npm(args) {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' };
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) {
    return quietly(process.env.npm_node_execpath || process.execPath, [cli, ...args], { env });
  }
  return quietly(windows ? 'npm.cmd' : 'npm', args, { env, shell: windows });
}

/** What a finished set-up is known by: the locked packages and the platform that they were installed for. */
function setupDigest() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

function isSetUp(digest) {
  return existsSync(nodeFile) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === digest;
}

function installPackages(digest) {
  say('Setting up: installing the npm packages (once, about half a minute) ...');
  // On Windows `npm ci` cannot delete the Node that runs this script.
  const command = windows && existsSync(nodeFile) ? 'install' : 'ci';
  const flags = ['--include=dev', '--include=optional', '--ignore-scripts', '--no-audit', '--no-fund'];
  const installed = npm([command, ...flags]);
  if (!installed.ok) {
    throw new SetupError(
      `${installed.tail}\nThe npm packages could not be installed (npm ${command}, see above).`,
    );
  }
  const scripts = npm(['rebuild', '--ignore-scripts=false', ...scriptedPackages]);
  const version = quietly(nodeFile, ['--version']);
  if (!version.ok || !version.tail.startsWith(`v${projectNode}.`)) {
    throw new SetupError(
      `${scripts.tail}\nnpm's package "node" did not bring Node ${projectNode} for ${process.platform}-${process.arch} (see above).`,
    );
  }
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, digest);
}

function onPath(name) {
  const file = windows ? `${name}.exe` : name;
  return (process.env.PATH || '').split(delimiter).some((folder) => folder && existsSync(join(folder, file)));
}

function hasFfmpeg() {
  const bundled = join(modules, 'ffmpeg-static', windows ? 'ffmpeg.exe' : 'ffmpeg');
  return existsSync(process.env.FODVID_FFMPEG || '') || existsSync(bundled) || onPath('ffmpeg');
}

const carriedFfmpeg = join(
  modules,
  '@ffmpeg-installer',
  `${process.platform}-${process.arch}`,
  windows ? 'ffmpeg.exe' : 'ffmpeg',
);

const isDebianRoot = () => existsSync('/etc/debian_version') && onPath('apt-get') && process.getuid() === 0;

function installWithApt(name) {
  say(`Setting up: ${name} is not here; installing it (apt-get install ${name}) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  quietly('apt-get', ['update'], { env });
  const installed = quietly('apt-get', ['install', '-y', '--no-install-recommends', name], { env });
  if (!installed.ok) say(installed.tail);
}

/** For the tests in a browser, which are skipped where it cannot be had. */
function ensureChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const here = existsSync(process.env.FODVID_CHROMIUM || '') || names.some(onPath);
  if (!here && isDebianRoot()) installWithApt('chromium');
}

function fetchFfmpegStatic() {
  if (!existsSync(join(modules, 'ffmpeg-static'))) return;
  say('Setting up: ffmpeg is not here; fetching the binary of npm package ffmpeg-static ...');
  npm(['rebuild', '--ignore-scripts=false', 'ffmpeg-static']);
}

const ffmpegAdvice = {
  darwin: 'install it with "brew install ffmpeg"',
  win32: 'install it with "winget install ffmpeg" and open a new terminal',
  linux: 'install it with your package manager, on Debian or Ubuntu "sudo apt-get install ffmpeg"',
};

/** Sees to it that there is an ffmpeg, by the way that needs the least from the person. */
function ensureFfmpeg() {
  if (hasFfmpeg()) return;
  if (isDebianRoot()) installWithApt('ffmpeg');
  if (!hasFfmpeg()) fetchFfmpegStatic();
  // An older one comes inside the packages; a newer one on the PATH takes its place.
  if (!hasFfmpeg() && !existsSync(carriedFfmpeg)) {
    const advice = ffmpegAdvice[process.platform] || 'install it from https://ffmpeg.org';
    throw new SetupError(`ffmpeg, which reads and writes the videos, is not on this machine: ${advice}.`);
  }
}

/** Runs `args` with the project's Node: in this process where it is that Node already, else in a child. */
async function run(args) {
  if (nodeMajor() === projectNode && !args[0].startsWith('-')) {
    process.argv.splice(1, 2, resolve(args[0]));
    await import(pathToFileURL(resolve(args[0])).href);
    return;
  }
  // Compiled code is shared by all processes that this one starts, each of the tests' files say.
  const env = { NODE_COMPILE_CACHE: join(modules, '.cache', 'fodvid-compiled'), ...process.env };
  const child = spawn(nodeFile, args, { stdio: 'inherit', env });
  // The terminal sends Ctrl-C to the child too, on Windows every signal; what it does about it, and its exit code, are its own.
  const own = windows ? ['SIGINT', 'SIGBREAK', 'SIGHUP'] : ['SIGINT'];
  for (const signal of own) process.on(signal, () => undefined);
  for (const signal of windows ? [] : ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code === null ? (signal === 'SIGINT' ? 130 : 1) : code));
}

function setUp() {
  if (nodeMajor() < oldestNode) {
    throw new SetupError(
      `FODVid Studio needs Node.js ${oldestNode} or newer to set itself up, and this is ${process.version}: get one from https://nodejs.org.`,
    );
  }
  const digest = setupDigest();
  if (!isSetUp(digest)) installPackages(digest);
  ensureFfmpeg();
  const [script = '', tier = 'e2e'] = process.argv.slice(2);
  if (script.endsWith('run-tests.mjs') && tier === 'e2e') ensureChromium();
}

function failSetup(error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(1);
}

try {
  setUp();
} catch (error) {
  failSetup(error);
}
if (process.argv.length > 2) await run(process.argv.slice(2));

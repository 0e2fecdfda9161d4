// npm run check:npm: packs the command line as npm would publish it, installs it into an empty folder, and compares what
// it does with what the checkout does. Needs npm's registry. Folder: out/npm-check.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';
import { buildNpm, npmFolder } from '../../build/build-npm.mjs';
import { projectDir } from '../../build/packages/electron-builder.mjs';
import { ensureDemoFiles } from '../../native/commands/demo-files.ts';

const work = join(projectDir, 'out', 'npm-check');
const windows = process.platform === 'win32';
const npm = (args, cwd) =>
  execFileSync(windows ? 'npm.cmd' : 'npm', args, {
    cwd,
    encoding: 'utf8',
    shell: windows,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** A digest over the names and bytes of a folder's files. */
function digestOf(folder) {
  const hash = createHash('sha256');
  const names = readdirSync(folder).sort();
  for (const name of names) hash.update(name).update(readFileSync(join(folder, name)));
  return `${names.length} files, ${hash.digest('hex').slice(0, 16)}`;
}

const app = join(work, 'app');
const installed = join(app, 'node_modules', 'fodvid-studio');

/** Packs the command line and installs it; gives the command as npx starts it. */
async function install() {
  await buildNpm();
  rmSync(work, { recursive: true, force: true });
  mkdirSync(app, { recursive: true });
  const [{ filename }] = JSON.parse(npm(['pack', npmFolder, '--json'], work));
  writeFileSync(join(app, 'package.json'), '{ "private": true }');
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', join('..', filename)], app);
  return [join(app, 'node_modules', '.bin', windows ? 'fodvid.cmd' : 'fodvid')];
}

/** A command's program and arguments, in an environment whose `node` is this one. */
function started([program, ...args], variables) {
  const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;
  return [program, args, { env: { ...process.env, ...variables, PATH: path }, cwd: work, shell: windows }];
}

function run(command, out) {
  const args = ['run', clip.videoPath, '--out', join(work, out), '--no-refine'];
  const [program, all, options] = started([...command, ...args], {
    FODVID_CACHE: join(work, `cache-${out}`),
  });
  execFileSync(program, all, { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
  return digestOf(join(work, out, basename(clip.videoPath, '.mp4'), 'masks'));
}

/** Fetches the page and all that it names, compares these with the files of the package, and asks the engine who it is. */
async function openPage(address) {
  const entry = await fetch(address, { redirect: 'manual' });
  const cookie = entry.headers.get('set-cookie').split(';')[0];
  const ask = (path) => fetch(new URL(path, address), { headers: { cookie } });
  const page = await (await ask('/')).text();
  const named = [...page.matchAll(/(?:src|href)="(?:\.\/|\/)?([\w./-]+)"/g)].map(([, name]) => name);
  if (!named.includes('main.js')) throw new Error(`The page of the installed server has no script: ${page}`);
  for (const name of named) {
    const answer = await ask(`/${name}`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok || !bytes.equals(readFileSync(join(installed, 'renderer', name))))
      throw new Error(`The installed server gives another ${name} than the package has (${answer.status}).`);
  }
  const { host, origin } = new URL(address);
  const socket = new WebSocket(`ws://${host}/engine`, { headers: { cookie }, origin });
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'app.info', params: {} }));
  const [data] = await once(socket, 'message');
  socket.close();
  return `page with ${named.join(', ')}; the engine says ${JSON.stringify(JSON.parse(data).result)}`;
}

/** Starts the installed server and opens its page by the printed address. */
async function serve(command) {
  const folders = ['--library', dirname(clip.videoPath), '--out', join(work, 'served')];
  const variables = { FODVID_CACHE: join(work, 'cache-serve'), FODVID_CONFIG: join(work, 'config') };
  const [program, args, options] = started([...command, 'serve', '--port', '0', ...folders], variables);
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const line = once(createInterface({ input: child.stdout }), 'line');
  try {
    const [address] = await Promise.race([line, ended.then(() => [null])]);
    if (address === null) throw new Error('The installed server ended before it printed its address.');
    return await openPage(address);
  } finally {
    child.kill();
    await ended;
  }
}

const context = { signal: new AbortController().signal, progress: { report: () => undefined } };
const clip = await ensureDemoFiles(join(projectDir, 'demo'), context);
const command = await install();
const masks = {
  checkout: run([process.execPath, join(projectDir, 'native', 'cli', 'main.ts')], 'checkout'),
  installed: run(command, 'installed'),
};
process.stdout.write(`masks of the checkout: ${masks.checkout}\nmasks of the package:  ${masks.installed}\n`);
if (masks.checkout !== masks.installed) throw new Error('The masks differ.');
process.stdout.write(`fodvid serve of the package: ${await serve(command)}\n`);

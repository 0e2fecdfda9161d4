// npm run check:npm: packs the command line as npm would publish it, installs it into an empty folder, and compares what
// it does with what the checkout does. Needs npm's registry. Folder: out/npm-check.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
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

/** The packed and installed program's first file, as the link in node_modules/.bin leads to it. */
async function install() {
  await buildNpm();
  rmSync(work, { recursive: true, force: true });
  mkdirSync(join(work, 'app'), { recursive: true });
  const [{ filename }] = JSON.parse(npm(['pack', npmFolder, '--json'], work));
  writeFileSync(join(work, 'app', 'package.json'), '{ "private": true }');
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', join('..', filename)], join(work, 'app'));
  return join(work, 'app', 'node_modules', 'fodvid-studio', 'native', 'cli', 'main.js');
}

function run(program, out) {
  const env = { ...process.env, FODVID_CACHE: join(work, `cache-${out}`) };
  const args = [program, 'run', clip.videoPath, '--out', join(work, out), '--no-refine'];
  execFileSync(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'], cwd: work });
  return digestOf(join(work, out, basename(clip.videoPath, '.mp4'), 'masks'));
}

/** Starts the installed server, opens its page with the printed address, and follows it to the interface's script. */
async function serve(program) {
  const env = {
    ...process.env,
    FODVID_CACHE: join(work, 'cache-serve'),
    FODVID_CONFIG: join(work, 'config'),
  };
  const args = [
    program,
    'serve',
    '--port',
    '0',
    '--library',
    join(work, 'clips'),
    '--out',
    join(work, 'served'),
  ];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'], cwd: work });
  try {
    const [address] = await once(createInterface({ input: child.stdout }), 'line');
    const entry = await fetch(address, { redirect: 'manual' });
    const headers = { cookie: entry.headers.get('set-cookie').split(';')[0] };
    const page = await (await fetch(new URL('/', address), { headers })).text();
    const script = await fetch(new URL('/main.js', address), { headers });
    if (!page.includes('main.js') || !script.ok) throw new Error('The installed server gives no interface.');
    return `page of ${page.length} bytes, script of ${(await script.arrayBuffer()).byteLength} bytes`;
  } finally {
    child.kill();
    await once(child, 'exit');
  }
}

const context = { signal: new AbortController().signal, progress: { report: () => undefined } };
const clip = await ensureDemoFiles(join(projectDir, 'demo'), context);
const program = await install();
const masks = {
  checkout: run(join(projectDir, 'native', 'cli', 'main.ts'), 'checkout'),
  installed: run(program, 'installed'),
};
process.stdout.write(`masks of the checkout: ${masks.checkout}\nmasks of the package:  ${masks.installed}\n`);
if (masks.checkout !== masks.installed) throw new Error('The masks differ.');
process.stdout.write(`fodvid serve of the package: ${await serve(program)}\n`);

import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Engine } from '../../app/engine.ts';
import { makeFolders } from '../../base/make-folders.ts';
import { FodvidError, usageError } from '../../base/errors.ts';
import type { Door, DoorOptions } from '../../serve/door.ts';
import { collect, numeric } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface ServeFlags {
  readonly port?: string;
  readonly token?: string;
  readonly library?: readonly string[];
  readonly out?: string;
  readonly cache?: string;
  readonly maxUpload?: string;
  readonly basePath?: string;
  readonly allowHost?: readonly string[];
}

/** The same at every start, so that a browser's bookmark stays right; another one where it is taken. */
const usualPort = 4747;
const defaultUploadGb = 64;
const shortToken = 16;

/** `fodvid serve`: the app in a browser on this machine. */
export function addServeCommand(program: Command, session: CliSession): void {
  program
    .command('serve')
    .summary('the app in a browser on this machine')
    .description(
      'Serves the user interface on 127.0.0.1 and prints its address, which ends with the token that lets a browser ' +
        'in. Only what lies in the library folders and the output folder can be read there. Ctrl-C ends it; what was ' +
        'being computed goes on at the next start.',
    )
    .option('--port <number>', `port (default: ${usualPort}, or a free one; 0: a free one)`)
    .option('--token <text>', 'token of the address (default: FODVID_TOKEN, else a new one at every start)')
    .option('--library <dir>', 'folder of clips; may be repeated; the first takes uploads', collect)
    .option('--out <dir>', 'output folder (default: the settings’ own)')
    .option('--allow-host <name>', 'name under which a reverse proxy is reached; may be repeated', collect)
    .option('--base-path <path>', 'path before the addresses at the proxy, /fodvid say', '/')
    .option('--max-upload <GB>', 'largest file or folder that a browser may send', String(defaultUploadGb))
    .option('--cache <dir>', 'cache folder (default: FODVID_CACHE, else the platform’s place)')
    .option('--json', 'print the address as a JSON object on standard output')
    .action((flags: ServeFlags) => run(flags, session));
}

async function run(flags: ServeFlags, session: CliSession): Promise<void> {
  const port = portOf(flags.port);
  const { newToken } = await import('../../serve/access.ts');
  const { rendererBundle } = await import('../../serve/renderer-bundle.ts');
  const { serve } = await import('../../serve/serve.ts');
  const { holdCache } = await import('../../serve/cache-holder.ts');
  const { defaultCacheFolder } = await import('../../app/settings/default-folders.ts');
  const cacheFolder = resolve(flags.cache ?? defaultCacheFolder());
  const chosen = flags.token ?? process.env['FODVID_TOKEN'];
  const token = chosen ?? newToken();
  if (token.length < shortToken)
    session.log(
      `The token has ${token.length} characters: another program on this machine could guess it; ${shortToken} are safe.`,
    );
  const folders = await prepareFolders(flags);
  const rendererDir = await rendererBundle((sentence) => session.log(sentence));
  const door = await open(port, {
    token,
    lastingToken: chosen !== undefined,
    proxy: { basePath: basePathOf(flags.basePath ?? '/'), hosts: flags.allowHost ?? [] },
    log: (line) => session.log(line),
  });
  const announce = announcer(door, session);
  if (!(await waitForLibraries(door, session, announce))) return;
  const holder = await holdCache({
    cacheFolder,
    door,
    open: (watches) => openEngine(cacheFolder, folders, watches, session),
    log: (sentence) => session.log(sentence),
  });
  const { engine } = holder;
  try {
    const { outputDir } = await engine.handlers['settings.get']({}, session.signal);
    const server = await serve({
      engine,
      door,
      port: door.port,
      token,
      libraryDirs: folders.libraryDirs,
      outputDir: folders.outputDir ?? outputDir,
      rendererDir,
      maxUploadBytes: uploadLimit(flags.maxUpload),
      log: (line) => session.log(line),
      handOver: () => holder.handOver(),
    });
    announce();
    await aborted(session.signal);
    await server.close();
  } finally {
    await holder.close();
  }
}

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = numeric(text);
  if (typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw usageError(`The option port is '${text}'; it must be a whole number from 0 to 65535.`);
}

function uploadLimit(text: string | undefined): number {
  const limitGb = numeric(text) ?? defaultUploadGb;
  if (typeof limitGb === 'number' && limitGb > 0) return limitGb * 1e9;
  throw usageError(`The option max-upload is '${String(text)}'; it must be a number of gigabytes above 0.`);
}

interface Folders {
  readonly libraryDirs: readonly string[];
  readonly outputDir: string | null;
}

/** The folders as absolute paths; those that the program chooses itself, and the output folder, are made where missing. */
async function prepareFolders({ library, out }: ServeFlags): Promise<Folders> {
  const { realpath } = await import('node:fs/promises');
  const prepared = async (folder: string) => {
    try {
      await makeFolders(folder);
      return await realpath(folder);
    } catch (error) {
      throw usageError(`The folder ${folder} cannot be used: ${(error as Error).message}.`);
    }
  };
  for (const folder of library ?? [])
    if ((await stat(folder).catch(() => null))?.isDirectory() !== true)
      throw usageError(`There is no folder ${folder}; name one that holds your clips with --library DIR.`);
  const libraryDirs = library ?? [join(homedir(), 'FODVid Studio', 'clips')];
  return {
    libraryDirs: await Promise.all(libraryDirs.map((folder) => prepared(resolve(folder)))),
    outputDir: out === undefined ? null : await prepared(resolve(out)),
  };
}

/** The engine with the browser's own settings, in which `--out` is remembered. */
async function openEngine(
  cacheFolder: string,
  { libraryDirs, outputDir }: Folders,
  watches: boolean,
  session: CliSession,
): Promise<Engine> {
  const { createEngine } = await import('../../app/engine.ts');
  const { configFolder } = await import('../../serve/config-folder.ts');
  const { systemTrash } = await import('../../serve/system-trash.ts');
  const engine = await createEngine({
    cacheFolder,
    settingsFile: join(configFolder(), 'serve-settings.json'),
    host: 'browser',
    watches,
    libraryDirs,
    trash: systemTrash,
    defaultOutputDir: outputDir ?? join(homedir(), 'FODVid Studio', 'results'),
    notify: (sentence) => session.log(sentence),
  });
  if (outputDir !== null && !watches)
    await engine.handlers['settings.set']({ changes: { outputDir } }, session.signal);
  return engine;
}

/** Listens on the port that was asked for, else on the usual one, else on a free one. */
async function open(port: number | null, options: Omit<DoorOptions, 'port'>): Promise<Door> {
  const { openDoor } = await import('../../serve/door.ts');
  try {
    return await openDoor({ ...options, port: port ?? usualPort });
  } catch (error) {
    if (port !== null || !(error instanceof FodvidError)) throw error;
    return openDoor({ ...options, port: 0 });
  }
}

/** Whether the engine's native libraries can be loaded; where one cannot, browsers see why and can try again. */
async function waitForLibraries(door: Door, session: CliSession, announce: () => void): Promise<boolean> {
  const { missingLibrary } = await import('../../app/missing-library.ts');
  const reason = await missingLibrary();
  if (reason === null) return true;
  const { answerFailure } = await import('../../serve/failure-page.ts');
  session.log(reason);
  announce();
  await answerFailure(door, reason, missingLibrary, session.signal);
  if (!session.signal.aborted) return true;
  door.server.close();
  door.server.closeAllConnections();
  return false;
}

/** `/` or a path between two slashes, as cookies and addresses have it. */
function basePathOf(text: string): string {
  const path = `/${text.replace(/^\/+|\/+$/g, '')}/`.replace('//', '/');
  if (/^[\w./~-]+$/.test(path) && !path.includes('..')) return path;
  throw usageError(`The option base-path is '${text}'; it must be a path such as /fodvid.`);
}

/** Tells the address, once. */
function announcer({ address, port, access }: Door, session: CliSession): () => void {
  let told = false;
  return () => {
    if (told) return;
    told = true;
    session.print(address);
    session.result({ address, port, token: access.token });
    session.log('Open this address in a browser; Ctrl-C ends the server.');
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

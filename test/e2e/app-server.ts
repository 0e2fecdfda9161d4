import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { startFodvid } from '../support/fodvid.ts';

/** A running `fodvid serve` with folders of its own. */
export interface AppServer {
  /** With the token. */
  readonly address: string;
  /** What it has written for people so far. */
  readonly log: () => string;
  /** Kills it as a power cut would, without a chance to say goodbye; otherwise it is asked to end. */
  readonly stop: (how?: 'kill') => Promise<void>;
}

/** Starts the real command line's server in `folder`, with `folder/clips` as its library and `folder/results`. */
export async function startAppServer(folder: string, env: NodeJS.ProcessEnv = {}): Promise<AppServer> {
  const place = (name: string) => join(folder, name);
  const child = startFodvid(
    ['serve', '--json', '--port', '0', '--library', place('clips'), '--out', place('results')],
    {
      FODVID_CACHE: place('cache'),
      FODVID_CONFIG: place('config'),
      FODVID_MODELS: place('models'),
      // The account's trash.
      HOME: folder,
      XDG_DATA_HOME: place('data'),
      ...env,
    },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = once(child, 'close');
  const [first] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    ended.then(() => Promise.reject(new Error(`fodvid serve ended at once: ${log}`))),
  ])) as [string];
  const { address } = JSON.parse(first) as { readonly address?: string };
  if (address === undefined) throw new Error(`fodvid serve does not start: ${first}`);
  return {
    address,
    log: () => log,
    async stop(how) {
      child.kill(how === 'kill' ? 'SIGKILL' : 'SIGINT');
      await ended;
    },
  };
}

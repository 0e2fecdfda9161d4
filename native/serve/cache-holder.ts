import type { Engine } from '../app/engine.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import { makeFolders } from '../base/make-folders.ts';
import type { Door } from './door.ts';
import { replaceableEngine, type ReplaceableEngine } from './replaceable-engine.ts';
import { noteServer, servingOn } from './serving-file.ts';

/** The way of the request by which a server is asked for its cache. */
export const handOverPath = '/hand-over';

/** A server's engine: it works on the cache, or watches the server that does, until one of them asks for a change. */
export interface CacheHolder {
  readonly engine: ReplaceableEngine;
  /** Gives the cache away: what runs is stopped, and from then on this server only watches. */
  handOver(): Promise<void>;
  close(): Promise<void>;
}

/** Who asks for a cache, and whom it tells. */
export interface CacheSeeker {
  readonly cacheFolder: string;
  readonly door: Pick<Door, 'port' | 'address'>;
  readonly open: (watches: boolean) => Promise<Engine>;
  readonly log: (sentence: string) => void;
}

/** Opens an engine on the cache: one that works where no other server does, else one that watches. */
export async function holdCache({ cacheFolder, door, open, log }: CacheSeeker): Promise<CacheHolder> {
  await makeFolders(cacheFolder);
  /** Takes the note away that this server works on the cache; null while another one does. */
  let release = await noteServer(cacheFolder, door);
  const other = release === null ? await servingOn(cacheFolder) : null;
  // Two engines on one queue would run clips at once: the second only watches.
  if (other !== null)
    log(
      `Another fodvid serve (process ${other.pid}) works on ${cacheFolder}, at ${other.address}. This one only watches: it ` +
        'shows and exports what is there. To take over, press Take over in the browser.',
    );
  const first = await open(release === null).catch(async (error: unknown) => {
    await release?.();
    throw error;
  });
  const engine = replaceableEngine(first, takeOver);

  async function takeOver(): Promise<void> {
    if (release !== null) return;
    const holder = await servingOn(cacheFolder);
    if (holder !== null) await askFor(holder.address);
    release = await noteServer(cacheFolder, door);
    if (release === null) throw refused('another one was faster');
    try {
      await engine.replace(() => open(false));
    } catch (error) {
      await giveUp();
      throw error;
    }
    log(`This server has taken over ${cacheFolder}.`);
  }

  async function giveUp(): Promise<void> {
    await release?.();
    release = null;
  }

  return {
    engine,
    async handOver() {
      if (release === null) return;
      await engine.replace(() => open(true));
      await giveUp();
      log(`Another fodvid serve has taken over ${cacheFolder}; this one only watches from now on.`);
    },
    async close() {
      await giveUp();
      await engine.close();
    },
  };
}

const refused = (reason: string) =>
  failedError(`The other FODVid Studio does not hand the cache over: ${reason}; end it, then try again.`, {
    words: errorWords('takeover-refused', { reason }),
  });

/** Asks the server at an address, which holds its token, for the cache; returns when it has been given. */
async function askFor(address: string): Promise<void> {
  const { origin, searchParams } = new URL(address);
  const answer = await fetch(new URL(handOverPath, origin), {
    method: 'POST',
    headers: { Authorization: `Bearer ${searchParams.get('token') ?? ''}` },
  }).catch((error: unknown) => {
    throw refused(String(error));
  });
  if (answer.ok) return;
  const { error } = (await answer.json()) as { readonly error: { readonly message: string } };
  throw refused(error.message);
}

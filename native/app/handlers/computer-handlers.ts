import { dirname, isAbsolute } from 'node:path';
import type { EngineHandlers } from '../../api/contract.ts';
import type { ComputersQueue } from '../../api/computers.ts';
import { outDirFor } from '../../runs/clip-folders.ts';
import { type FarmLink, folderPairError } from '../computers/farm-link.ts';
import type { RemoteClips } from '../computers/remote-clips.ts';
import type { EngineParts } from '../engine-parts.ts';
import type { Queue } from '../queue/clip-queue.ts';

type ComputerHandlers = Pick<
  EngineHandlers,
  'computers.state' | 'computers.connect' | 'computers.disconnect' | 'queue.handOver' | 'queue.takeBack'
>;

/** The calls about the queue of several computers and the clips that are handed to it. */
export function computerHandlers(
  { access, store, emit }: EngineParts,
  { link, remote, queue }: { readonly link: FarmLink; readonly remote: RemoteClips; readonly queue: Queue },
): ComputerHandlers {
  /** A browser may share only folders that it may see, and read no file for a certificate elsewhere. */
  async function permitted({ folders, caFile }: ComputersQueue): Promise<void> {
    for (const { shared, local } of folders) {
      if (!isAbsolute(local)) throw folderPairError(shared, local);
      await access.writable(local);
    }
    if (caFile !== null) await access.readable(caFile);
  }

  return {
    'computers.state': () => Promise.resolve(link.state()),
    async 'computers.connect'({ queue: asked, password }) {
      await permitted(asked);
      await link.join(asked, password);
      emit('settings.changed', {});
      return link.state();
    },
    async 'computers.disconnect'() {
      await link.leave();
      emit('settings.changed', {});
      return link.state();
    },
    async 'queue.handOver'({ ids }, signal) {
      const { handed, rejected } = await remote.handOver(ids, signal);
      return { handed, rejected: [...rejected] };
    },
    async 'queue.takeBack'({ ids }) {
      const wanted = new Set(ids);
      const all = store.withQueue((table) => table.list());
      const entries = all.filter(
        ({ id, farmJob, state }) => wanted.has(id) && farmJob !== null && state !== 'done',
      );
      await remote.stop(entries);
      for (const { id, clip, config, outDir } of entries) {
        const others = all.filter((entry) => entry.id !== id);
        const own = await outDirFor({ clip, config }, dirname(outDir), others, store);
        store.withQueue((table) => table.takeBack(id, own));
      }
      queue.changed();
      return {};
    },
  };
}

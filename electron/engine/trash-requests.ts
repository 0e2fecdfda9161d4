import type { Trash } from '../../native/app/engine-parts.ts';
import type { FromEngine, ToEngine } from './engine-messages.ts';

/** The system's trash as the engine's process has it: the main process is asked, and answers each request once. */
export interface TrashRequests {
  readonly trash: Trash;
  answered(answer: Extract<ToEngine, { kind: 'trashed' }>): void;
}

/** Asks by `tell`; a request rejects with the main process's reason. */
export function createTrashRequests(tell: (message: FromEngine) => void): TrashRequests {
  const underWay = new Map<number, PromiseWithResolvers<undefined>>();
  let asked = 0;
  return {
    trash(paths) {
      const id = asked++;
      const request = Promise.withResolvers<undefined>();
      underWay.set(id, request);
      tell({ kind: 'trash', id, paths: [...paths] });
      return request.promise;
    },
    answered({ id, reason }) {
      const request = underWay.get(id);
      underWay.delete(id);
      if (reason === null) request?.resolve(undefined);
      else request?.reject(new Error(reason));
    },
  };
}

/** Moves one path after the other to the trash and says what became of it; the first that is refused ends it. */
export async function answerTrash(
  { id, paths }: Extract<FromEngine, { kind: 'trash' }>,
  trashItem: (path: string) => Promise<void>,
): Promise<Extract<ToEngine, { kind: 'trashed' }>> {
  try {
    for (const path of paths) await trashItem(path);
    return { kind: 'trashed', id, reason: null };
  } catch (error) {
    return { kind: 'trashed', id, reason: error instanceof Error ? error.message : String(error) };
  }
}

import type { EngineHandlers } from '../../api/contract.ts';
import type { ModelState } from '../../api/machine.ts';
import { encoders, flows } from '../../api/run-config.ts';
import { errorWords } from '../../base/error-words.ts';
import { failedError } from '../../base/errors.ts';
import {
  importModel,
  listModels,
  type ModelStatus,
  pullModel,
  removeModel,
  verifyModels,
} from '../../weights/library/models.ts';
import { defaultModelFolder, readPins } from '../../weights/library/model-folder.ts';
import { findModel } from '../../weights/library/registry.ts';
import type { EngineParts } from '../engine-parts.ts';
import { throttled } from '../../base/throttle.ts';

type ModelHandlers = Pick<EngineHandlers, Extract<keyof EngineHandlers, `models.${string}`>>;

const progressMs = 100;

/** The calls about the published networks' weights. */
export function modelHandlers({ access, emit }: EngineParts): ModelHandlers {
  const pulls = new Map<string, AbortController>();
  /** What the last look at a file said, for this session. */
  const notes = new Map<string, { readonly damaged: boolean; readonly sentence: string }>();

  async function describe(status: ModelStatus): Promise<ModelState> {
    const { entry, path, state } = status;
    const pin = (await readPins(defaultModelFolder())).get(entry.id);
    const note = notes.get(entry.id);
    const here = state === 'present';
    return {
      id: entry.id,
      title: entry.name,
      licence: entry.licence,
      sourcePage: entry.sourcePage,
      approximateBytes: entry.approximateBytes,
      canPull: entry.urls.length > 0 || Boolean(process.env['FODVID_MODEL_MIRROR']),
      state: state === 'absent' ? 'missing' : state === 'partial' ? 'partial' : stateOfFile(),
      path: here ? path : null,
      sha256: here ? (pin?.sha256 ?? null) : null,
      note: note?.sentence ?? null,
      usedBy: [...encoders, ...flows].filter((name) => name === entry.id),
    };

    function stateOfFile(): ModelState['state'] {
      if (note?.damaged === true) return 'damaged';
      return pin?.sizeBytes === status.sizeBytes ? 'verified' : 'present';
    }
  }

  async function modelOf(id: string): Promise<ModelState> {
    return describe((await listModels()).find(({ entry }) => entry.id === id)!);
  }

  /** Progress in bytes as events; a remark on the way (a mirror that failed) is kept as the model's note. */
  function contextOf(id: string, signal: AbortSignal) {
    const steps = new Set<string | undefined>(['downloading', 'verifying', undefined]);
    const events = throttled(progressMs, ([doneBytes, totalBytes]: readonly [number, number]) =>
      emit('model.progress', { id, doneBytes, totalBytes }),
    );
    const report = (done: number, total: number, note?: string) => {
      if (!steps.has(note)) notes.set(id, { damaged: false, sentence: note ?? '' });
      events.offer([done, total]);
      if (done >= total) events.flush();
    };
    return { signal, progress: { report } };
  }

  return {
    'models.list': async () => ({
      folder: defaultModelFolder(),
      models: await Promise.all((await listModels()).map(describe)),
    }),
    'models.pull': async ({ id }, signal) => {
      findModel(id);
      if (pulls.has(id))
        throw failedError(`${id} is being downloaded already.`, {
          words: errorWords('download-running', { model: id }),
        });
      const controller = new AbortController();
      pulls.set(id, controller);
      try {
        notes.delete(id);
        await pullModel(id, contextOf(id, AbortSignal.any([signal, controller.signal])));
      } finally {
        pulls.delete(id);
      }
      return modelOf(id);
    },
    'models.cancelPull': ({ id }) =>
      Promise.try(() => {
        pulls.get(id)?.abort();
        return {};
      }),
    'models.import': async ({ id, path }, signal) => {
      const file = await access.readable(path);
      const context = contextOf(id ?? 'import', signal);
      const model = await importModel(file, context, id === null ? {} : { as: id });
      notes.delete(model.id);
      return modelOf(model.id);
    },
    'models.verify': async ({ id }, signal) => {
      findModel(id);
      const [found] = await verifyModels([id], contextOf(id, signal));
      const { outcome, message } = found!;
      notes.set(id, { damaged: outcome === 'wrong', sentence: message });
      return modelOf(id);
    },
    'models.remove': async ({ id }) => {
      findModel(id);
      notes.delete(id);
      await removeModel(id);
      return modelOf(id);
    },
  };
}

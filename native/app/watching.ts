import type { EngineHandlers, MethodName } from '../api/contract.ts';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';
import type { Store } from '../store/store.ts';
import type { EngineParts } from './engine-parts.ts';
import type { Queue } from './queue/clip-queue.ts';

/** What an engine that only watches answers: it looks, and writes exports and tables of what is finished. */
const permitted: ReadonlySet<string> = new Set<MethodName>([
  'app.info',
  'settings.get',
  'settings.presetConfig',
  'models.list',
  'models.verify',
  'machine.report',
  'cache.stats',
  'library.browse',
  'queue.list',
  'computers.state',
  'queue.preflight',
  'runs.list',
  'runs.get',
  'candidates.find',
  'fix.preview',
  'fix.previewDab',
  'fix.previewHoldOut',
  'gallery.worst',
  'metrics.export',
  'export.formats',
  'export.estimate',
  'export.run',
  'matte.get',
]);

function refuse(): Promise<never> {
  const sentence =
    'Another FODVid Studio works on this cache, and this one only watches; change it there, or take the cache over.';
  return Promise.reject(failedError(sentence, { words: errorWords('only-watches', {}) }));
}

/** The calls of an engine that shares its cache with one that works: what would change anything is refused. */
export const watchingHandlers = (handlers: EngineHandlers): EngineHandlers =>
  Object.fromEntries(
    Object.entries(handlers).map(([name, handler]) => [name, permitted.has(name) ? handler : refuse]),
  ) as unknown as EngineHandlers;

/** How often it is looked what the other engine has done. */
const lookMs = 2000;

/** Tells windows whenever the other engine has changed the queue or the runs; returns what ends that. */
export function followOther(
  store: Store,
  { emit }: Pick<EngineParts, 'emit'>,
  queue: Pick<Queue, 'state' | 'changed'>,
): () => void {
  const queueNow = () => JSON.stringify(queue.state());
  const runsNow = () =>
    JSON.stringify(
      store.withRuns((runs) =>
        runs.latest().map((id) => [id, store.withReviews((reviews) => reviews.get(id))]),
      ),
    );
  let [seenQueue, seenRuns] = [queueNow(), runsNow()];
  const timer = setInterval(() => {
    const [queued, runs] = [queueNow(), runsNow()];
    if (queued !== seenQueue) queue.changed();
    if (runs !== seenRuns) emit('runs.changed', { runId: null });
    [seenQueue, seenRuns] = [queued, runs];
  }, lookMs);
  return () => clearInterval(timer);
}

import { extname } from 'node:path';
import { createWorkerPool } from '../../base/worker-pool.ts';
import type { finishMatteTask, measureMatteTask } from './matte-tasks.ts';
import type { smoothMatteTask } from './smooth-matte-task.ts';

interface MatteTasks {
  readonly measureMatteTask: typeof measureMatteTask;
  readonly smoothMatteTask: typeof smoothMatteTask;
  readonly finishMatteTask: typeof finishMatteTask;
}

/** Threads that make mattes. */
export interface MattePool {
  readonly threads: number;
  run<Name extends keyof MatteTasks>(
    name: Name,
    task: Parameters<MatteTasks[Name]>[0],
  ): Promise<ReturnType<MatteTasks[Name]>>;
  dispose(): Promise<void>;
}

/** Starts the threads; they end with `dispose`, and after idling. */
export function createMattePool(threads?: number): MattePool {
  // The packaged program has .js where the checkout has .ts.
  const tasks = new URL(`./matte-tasks${extname(import.meta.filename)}`, import.meta.url).href;
  const pool = createWorkerPool(tasks, threads);
  return {
    threads: pool.threads,
    run: (name, task) => pool.run(name, task) as Promise<never>,
    dispose: () => pool.dispose(),
  };
}

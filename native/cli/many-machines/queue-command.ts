import type { Command } from 'commander';
import { exitCodes, throwIfCancelled, usageError } from '../../base/errors.ts';
import type { FarmEntry, FarmQueue, FarmWorkerInfo } from '../../farm/farm-queue.ts';
import { addQueueOptions, type FarmFlags, requiredQueue } from './farm-options.ts';
import { shortTime } from '../progress-lines.ts';
import { textTable } from '../research/score-table.ts';
import type { CliSession } from '../cli-session.ts';

interface QueueFlags extends FarmFlags {
  readonly all?: boolean;
}

/** How often `watch` looks. */
const WATCH_MS = 1_000;
/** So many failed clips are listed. */
const LISTED = 1000;

/** `fodvid queue`: what becomes of the clips that were handed in. */
export function addQueueCommand(program: Command, session: CliSession): void {
  const queue = program
    .command('queue')
    .summary('watch, retry and cancel the clips of a queue of many machines');
  const add = (
    name: string,
    summary: string,
    work: (queue: FarmQueue, ids: string[], flags: QueueFlags) => Promise<void>,
  ) => {
    const command = queue.command(name).summary(summary).description(`${summary}.`);
    addQueueOptions(command).option('--json', 'print one JSON object on standard output');
    if (name.includes('[ids')) command.option('--all', 'all of them');
    command.action(async (...args: unknown[]) => {
      const flags = args.at(-2) as QueueFlags;
      const ids = Array.isArray(args[0]) ? (args[0] as string[]) : [];
      await withQueue(flags, (opened) => work(opened, ids, flags));
    });
  };
  add('status', 'show what waits, runs and failed, and which machines work', (opened) =>
    status(opened, session),
  );
  add('watch', 'follow the clips until none waits or runs', (opened) => watch(opened, session));
  add('retry [ids...]', 'try failed clips again', async (opened, ids, flags) => {
    const count = await opened.retry(chosen(ids, flags));
    session.print(`${count} clips wait again.`);
    session.result({ retried: count });
  });
  add('cancel [ids...]', 'take waiting clips out and stop running ones', async (opened, ids, flags) => {
    const count = await opened.cancel(chosen(ids, flags));
    session.print(`${count} clips are cancelled.`);
    session.result({ cancelled: count });
  });
  add('drain', 'forget what waits, is finished or has failed; results stay', async (opened) => {
    const count = await opened.drain();
    session.print(`${count} clips are forgotten.`);
    session.result({ drained: count });
  });
}

async function withQueue(flags: FarmFlags, work: (queue: FarmQueue) => Promise<void>): Promise<void> {
  const address = requiredQueue(flags);
  const { openFarmQueue } = await import('../../farm/redis/bullmq-queue.ts');
  const queue = await openFarmQueue(address);
  try {
    await work(queue);
  } finally {
    await queue.close();
  }
}

/** The ids, or undefined for all of them with `--all`. */
function chosen(ids: readonly string[], { all }: QueueFlags): readonly string[] | undefined {
  if (all === true) return undefined;
  if (ids.length === 0)
    throw usageError(
      'Name the clips by their ids ("fodvid queue status --json" lists them), or all with --all.',
    );
  return ids;
}

const nameOf = ({ job, id }: FarmEntry) => job?.clip.name ?? id;

async function snapshot(queue: FarmQueue) {
  const counts = await queue.counts();
  const [running, failed, workers] = await Promise.all([
    queue.list('running', 0, LISTED),
    queue.list('failed', 0, LISTED),
    queue.workers(),
  ]);
  return { counts, running, failed, workers };
}

async function status(queue: FarmQueue, session: CliSession): Promise<void> {
  const { counts, running, failed, workers } = await snapshot(queue);
  session.print(
    `${counts.waiting} waiting, ${counts.running} running, ${counts.done} done, ${counts.failed} failed`,
  );
  if (workers.length > 0) session.print(`\n${workerTable(workers)}`);
  else session.print('No worker is there; start one with "fodvid worker".');
  for (const entry of failed) session.print(`${nameOf(entry)}: ${entry.error ?? ''}`);
  session.result({ counts, workers, running, failed });
}

function workerTable(workers: readonly FarmWorkerInfo[]): string {
  const rows = workers.map((worker) => [
    worker.name,
    worker.program,
    worker.provider,
    worker.framesPerSec === null ? '-' : worker.framesPerSec.toFixed(2),
    String(worker.doneCount),
    worker.trouble?.error ?? (worker.running.map(runningText).join(', ') || 'idle'),
  ]);
  return textTable(['worker', 'version', 'provider', 'frames/s', 'done', 'now'], rows);
}

function runningText({ name, progress }: FarmWorkerInfo['running'][number]): string {
  if (progress === null) return name;
  const left = progress.etaSec === null ? '' : `, ${shortTime(progress.etaSec)} left`;
  return `${name}: ${progress.stage} ${Math.floor(100 * progress.fraction)} %${left}`;
}

/** One line whenever the counts change, until nothing waits or runs. */
async function watch(queue: FarmQueue, session: CliSession): Promise<void> {
  let shown = '';
  const known = new Set<string>();
  const stop = await queue.watch((event) => {
    if (event.kind !== 'failed' || known.has(event.id)) return;
    known.add(event.id);
    void queue
      .get(event.id)
      .then((entry) => session.log(`${entry === null ? event.id : nameOf(entry)}: ${event.error}`));
  });
  try {
    for (;;) {
      throwIfCancelled(session.signal);
      const { waiting, running, done, failed } = await queue.counts();
      const line = `${waiting} waiting, ${running} running, ${done} done, ${failed} failed`;
      if (line !== shown) session.log(line);
      shown = line;
      if (waiting + running === 0) {
        session.result({ counts: { waiting, running, done, failed } });
        session.exitCode = failed > 0 ? exitCodes.failed : 0;
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    }
  } finally {
    await stop();
  }
}

import { cpus } from 'node:os';
import type { Command } from 'commander';
import { exitCodes, usageError } from '../../base/errors.ts';
import { addMapOption, addQueueOptions, type FarmFlags, requiredQueue, workerMapOf } from './farm-options.ts';
import { numeric } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface WorkerFlags extends FarmFlags {
  readonly slots: string;
  readonly cache?: string;
  readonly name?: string;
}

/** `fodvid worker`: runs clips of a queue. */
export function addWorkerCommand(program: Command, session: CliSession): void {
  const command = program
    .command('worker')
    .summary('run the clips of a queue on this machine')
    .description(
      'Takes clips from the queue, runs each in a process of its own, and publishes the results in the shared folder. ' +
        'Ctrl-C or SIGTERM: the frame under way ends, and the clip goes back to the queue. Only what lies below the ' +
        'folders and buckets of --map is touched.',
    );
  addMapOption(addQueueOptions(command))
    .option('--slots <count>', 'clips at once', '1')
    .option('--name <name>', 'what this worker is called (default: the machine’s name)')
    .option(
      '--cache <dir>',
      'cache folder on a disk of this machine (default: FODVID_CACHE, else the platform’s place)',
    )
    .action((flags: WorkerFlags) => work(flags, session));
}

function slotsOf(text: string): number {
  const slots = numeric(text);
  if (typeof slots === 'number' && Number.isInteger(slots) && slots >= 1 && slots <= 64) return slots;
  throw usageError(
    `The option slots is '${text}'; it must be a whole number from 1 to 64 (this machine has ${cpus().length} cores).`,
  );
}

async function work(flags: WorkerFlags, session: CliSession): Promise<void> {
  const slots = slotsOf(flags.slots);
  const address = requiredQueue(flags);
  if (flags.map === undefined)
    throw usageError(
      'Name the shared folders with --map, as in --map /mnt/clips or --map s3://studio/clips; the worker touches no others.',
    );
  const map = await workerMapOf(flags.map);
  const { checkBuckets } = await import('../../farm/storage/check-buckets.ts');
  await checkBuckets(map, (sentence) => session.log(sentence));
  const { cacheLimitBytes, defaultCacheFolder } = await import('../../farm/worker/worker-cache.ts');
  const { programIdentity } = await import('../../farm/program-identity.ts');
  const { startFarmWorker } = await import('../../farm/worker/farm-worker.ts');
  const { shownAddress } = await import('../../farm/redis/redis-connection.ts');
  const worker = await startFarmWorker({
    address,
    map,
    slots,
    cacheFolder: flags.cache ?? defaultCacheFolder(),
    cacheLimitBytes: cacheLimitBytes(),
    program: await programIdentity(),
    notify: (sentence) => session.log(sentence),
    ...(flags.name === undefined ? {} : { name: flags.name }),
  });
  session.log(
    `${worker.name} takes clips from ${shownAddress(address.url)}, ${slots} at once; Ctrl-C ends it.`,
  );
  const stopped = new Promise<null>((resolve) => {
    if (session.signal.aborted) resolve(null);
    session.signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  const why = await Promise.race([stopped, worker.gaveUp]);
  if (why !== null) session.log(why);
  await worker.stop();
  session.exitCode = why === null ? 0 : exitCodes.failed;
}

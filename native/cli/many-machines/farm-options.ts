import type { Command } from 'commander';
import { usageError } from '../../base/errors.ts';
import type { PathMap } from '../../farm/path-map.ts';
import type { QueueAddress } from '../../farm/redis/redis-connection.ts';
import { isObjectAddress } from '../../farm/storage/s3/object-address.ts';
import { collect, numeric } from '../options.ts';

/** The options of every command that works with a queue of many machines. */
export interface FarmFlags {
  readonly queue?: string;
  readonly queueCa?: string;
  readonly map?: readonly string[];
  readonly chunkFrames?: string;
}

/** Declares `--queue` and `--queue-ca`. */
export const addQueueOptions = (command: Command): Command =>
  command
    .option('--queue <url>', 'redis://HOST:PORT, or rediss:// with TLS (default: FODVID_QUEUE)')
    .option('--queue-ca <file>', 'certificate of the authority behind the queue’s own (PEM)');

/** Declares `--map`. */
export const addMapOption = (command: Command): Command =>
  command.option(
    '--map <shared=local>',
    'a folder that all machines see: how the queue names it = where it is here; or s3://BUCKET/PREFIX; may be repeated',
    collect,
  );

/** Declares the options of commands that hand clips in. */
export const addHandInOptions = (command: Command): Command =>
  addMapOption(addQueueOptions(command)).option(
    '--chunk-frames <count>',
    'share longer clips with idle workers, so many frames at a time; 0: never (default: 120)',
  );

/** Frames of a chunk, where the option names them. */
export function chunkFramesOf({ chunkFrames }: FarmFlags): { readonly chunkFrames?: number } {
  if (chunkFrames === undefined) return {};
  const frames = numeric(chunkFrames);
  if (typeof frames === 'number' && Number.isInteger(frames) && frames >= 0 && frames <= 1_000_000)
    return { chunkFrames: frames };
  throw usageError(
    `The option chunk-frames is '${chunkFrames}'; it must be a whole number from 0 to 1000000.`,
  );
}

/** Where the queue is, by the option or the environment; null where neither names one. */
export function queueAddressOf({ queue, queueCa }: FarmFlags): QueueAddress | null {
  const url = queue ?? process.env['FODVID_QUEUE'];
  if (url === undefined || url === '') return null;
  const password = process.env['FODVID_QUEUE_PASSWORD'];
  return {
    url,
    ...(password === undefined || password === '' ? {} : { password }),
    ...(queueCa === undefined ? {} : { caFile: queueCa }),
  };
}

/** As `queueAddressOf`; throws a usage error where no queue is named. */
export function requiredQueue(flags: FarmFlags): QueueAddress {
  const address = queueAddressOf(flags);
  if (address === null)
    throw usageError('Name the queue with --queue redis://HOST:PORT, or in the environment as FODVID_QUEUE.');
  return address;
}

/** What `--map` names for a worker, which touches nothing else. */
export async function workerMapOf(map: readonly string[]): Promise<PathMap> {
  const { parseMap } = await import('../../farm/path-map.ts');
  return parseMap(map);
}

/** What a person hands in from: the folders that `--map` names, where it names none those of `otherwise`, and any bucket. */
export async function pathMapOf({ map }: FarmFlags, otherwise: readonly string[]): Promise<PathMap> {
  const { parseMap } = await import('../../farm/path-map.ts');
  return { ...parseMap(map ?? otherwise), buckets: 'any' };
}

/** Where the clips of finished runs lie here: those of shared folders, and copies of those of buckets. */
export async function clipMapOf({ map = [] }: FarmFlags): Promise<PathMap> {
  const { parseRoot, pathMap } = await import('../../farm/path-map.ts');
  return pathMap(map.map(parseRoot));
}

/** Throws a usage error where one of the texts is an address in object storage, for which the command is `unfit`. */
export function refuseAddresses(texts: readonly (string | undefined)[], unfit: string): void {
  const address = texts.find((text) => text !== undefined && isObjectAddress(text));
  if (address !== undefined) throw usageError(`${address} lies in object storage; ${unfit}.`);
}

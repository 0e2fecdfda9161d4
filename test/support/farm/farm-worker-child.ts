import { enableCompileCache } from 'node:module';

/** A worker of the fault test in a process of its own, that can be killed, stopped and cut off, with a clock of its own. */
interface WorkerOrder {
  readonly url: string;
  /** A folder or a bucket. */
  readonly share: string;
  readonly cache: string;
  readonly name: string;
  readonly workMs: number;
  readonly lockMs: number;
  /** How far its clock is ahead. */
  readonly aheadMs: number;
  /** Whether clips are really run. */
  readonly real: boolean;
}

enableCompileCache();
const order = JSON.parse(process.argv[2]!) as WorkerOrder;
const now = Date.now.bind(Date);
Date.now = () => now() + order.aheadMs;

const { startFarmWorker } = await import('../../../native/farm/worker/farm-worker.ts');
const { parseMap } = await import('../../../native/farm/path-map.ts');
const { standIn } = await import('./stand-in-work.ts');
const { program } = await import('./farm.ts');

const worker = await startFarmWorker({
  address: { url: order.url },
  map: parseMap([order.share]),
  slots: 1,
  cacheFolder: order.cache,
  cacheLimitBytes: 1e9,
  program,
  name: order.name,
  notify: (sentence) => console.error(`${order.name}: ${sentence}`),
  timing: { lockMs: order.lockMs, checkMs: order.lockMs / 4, keepMs: order.lockMs / 4 },
  patience: { lookMs: 200, sourceMs: 5_000 },
  ...(order.real ? {} : { runOrder: standIn(order.workMs) }),
});
console.log('ready');
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));

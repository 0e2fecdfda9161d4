import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, watch, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunConfig } from '../../../native/api/run-config.ts';
import { SeededRandom } from '../../../native/base/seeded-random.ts';
import type { FarmQueue } from '../../../native/farm/farm-queue.ts';
import { parseMap } from '../../../native/farm/path-map.ts';
import { submitClips } from '../../../native/farm/submit.ts';
import { program, untilCounts } from './farm.ts';
import type { TestRedis } from './redis-server.ts';
import type { TestS3 } from './s3-server.ts';

/** What can go wrong; `gone` is the share, or the server of object storage. */
export const faultKinds = ['kill', 'stop', 'redis', 'gone', 'full', 'cut'] as const;
export type FaultKind = (typeof faultKinds)[number];

const HOUR_MS = 3_600_000;
const main = join(import.meta.dirname, 'farm-worker-child.ts');

/** A network namespace of the test's own, joined to this one by a cable that can be pulled. */
export interface CutOff {
  readonly name: string;
  /** The address of this side, which Redis has to listen at. */
  readonly address: string;
  pull(): void;
  plug(): void;
  remove(): void;
}

/** Makes a namespace; null where this user cannot. */
export function cutOff(id: number): CutOff | null {
  const name = `fodvid${process.pid % 10_000}n${id}`;
  const [ours, theirs] = [`fv${process.pid % 10_000}a${id}`, `fv${process.pid % 10_000}b${id}`];
  const net = `10.${100 + (process.pid % 100)}.${id % 250}`;
  const ip = (...words: string[]) => execFileSync('ip', words, { stdio: 'ignore' });
  try {
    ip('netns', 'add', name);
  } catch {
    return null;
  }
  try {
    ip('link', 'add', ours, 'type', 'veth', 'peer', 'name', theirs, 'netns', name);
    ip('addr', 'add', `${net}.1/24`, 'dev', ours);
    ip('link', 'set', ours, 'up');
    ip('netns', 'exec', name, 'ip', 'addr', 'add', `${net}.2/24`, 'dev', theirs);
    ip('netns', 'exec', name, 'ip', 'link', 'set', theirs, 'up');
  } catch {
    ip('netns', 'del', name);
    return null;
  }
  return {
    name,
    address: `${net}.1`,
    pull: () => ip('link', 'set', ours, 'down'),
    plug: () => ip('link', 'set', ours, 'up'),
    remove: () => ip('netns', 'del', name),
  };
}

/** The worker processes of a fault test; one that is killed is replaced. */
export interface Crew {
  readonly random: SeededRandom;
  readonly redis: TestRedis;
  /** A folder, or a bucket of `s3`. */
  readonly share: string;
  readonly s3: TestS3 | null;
  readonly lockMs: number;
  readonly cable: CutOff | null;
  readonly children: (ChildProcess | null)[];
  start(place: number): Promise<void>;
  dismiss(): Promise<void>;
}

/** Starts four workers; the last of them lives beyond the cable where there is one. */
export async function startCrew(options: {
  readonly root: string;
  readonly share: string;
  readonly s3?: TestS3;
  readonly redis: TestRedis;
  readonly seed: number;
  readonly lockMs: number;
  readonly workMs: number;
  readonly cable: CutOff | null;
  readonly real?: boolean;
}): Promise<Crew> {
  const { root, share, redis, seed, lockMs, workMs, cable, s3 = null, real = false } = options;
  const random = new SeededRandom(seed);
  const children: (ChildProcess | null)[] = [null, null, null, null];
  const log = openSync(join(root, 'workers.log'), 'a');
  let count = 0;
  const crew: Crew = {
    random,
    redis,
    share,
    s3,
    lockMs,
    cable,
    children,
    async start(place) {
      const beyond = cable !== null && place === 3;
      const order = {
        url: beyond ? redis.url.replace('127.0.0.1', cable.address) : redis.url,
        share,
        cache: join(root, `cache${place}`),
        name: `w${place}-${count++}`,
        workMs,
        lockMs,
        // Object storage alone asks for a clock that is right.
        aheadMs: s3 === null ? [-HOUR_MS, 0, HOUR_MS][random.below(3)] : 0,
        real,
      };
      const command = [process.execPath, main, JSON.stringify(order)];
      const words = beyond ? ['ip', 'netns', 'exec', cable.name, ...command] : command;
      const child = spawn(words[0]!, words.slice(1), {
        stdio: ['ignore', 'pipe', log],
        env: { ...process.env, ...s3?.env },
      });
      children[place] = child;
      await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
    },
    async dismiss() {
      for (const child of children) {
        if (child === null || child.exitCode !== null) continue;
        child.kill('SIGCONT');
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      closeSync(log);
    },
  };
  await Promise.all(children.map((_, place) => crew.start(place)));
  return crew;
}

const faults: Readonly<Record<FaultKind, (crew: Crew, outDir: string) => Promise<void>>> = {
  async kill(crew) {
    const place = crew.random.below(4);
    const child = crew.children[place];
    if (child === null || child === undefined) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
    await crew.start(place);
  },
  async stop({ children, random, lockMs }) {
    const child = children[random.below(4)];
    child?.kill('SIGSTOP');
    await delay(2 * lockMs);
    child?.kill('SIGCONT');
  },
  async redis({ redis, random, lockMs }) {
    await redis.kill();
    await delay(random.below(lockMs));
    await redis.start();
  },
  async gone({ s3 }, outDir) {
    if (s3 !== null) {
      await s3.kill();
      await delay(1500);
      return s3.start();
    }
    renameSync(outDir, `${outDir}.away`);
    await delay(1500);
    renameSync(`${outDir}.away`, outDir);
  },
  async full({ share }) {
    const path = join(share, 'ballast');
    const file = openSync(path, 'w');
    try {
      for (;;) writeSync(file, new Uint8Array(1 << 14));
    } catch {
      // The share is full.
    }
    closeSync(file);
    await delay(1500);
    rmSync(path);
  },
  async cut({ cable, lockMs }) {
    cable?.pull();
    await delay(2 * lockMs);
    cable?.plug();
  },
};

/** How often each folder of results came; `close` ends the looking. */
interface Arrivals {
  countOf(name: string): number;
  close(): void;
}

function arrivalsAt({ s3 }: Crew, outDir: string): Arrivals {
  if (s3 !== null)
    return {
      countOf: (name) => s3.leases.get(`${outDir}/${name}/farm.json`)?.size ?? 0,
      close: () => undefined,
    };
  mkdirSync(outDir, { recursive: true });
  const counts = new Map<string, number>();
  const watcher = watch(outDir, (event, name) => {
    if (event === 'rename' && name !== null) counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return { countOf: (name) => counts.get(name) ?? 0, close: () => watcher.close() };
}

/** What a run of the fault test found; all but `faults` should be 0. */
export interface FaultEnd {
  readonly lost: number;
  readonly twice: number;
  readonly wrong: number;
  readonly failed: number;
  readonly faults: number;
}

/** Runs the clips while faults come one after the other; `isWrong` compares a published folder. */
export async function faultRun(
  crew: Crew,
  queue: FarmQueue,
  run: {
    readonly clips: readonly string[];
    readonly outDir: string;
    readonly config: RunConfig;
    readonly kinds: readonly FaultKind[];
    readonly pauseMs: number;
    readonly isWrong: (clip: string) => boolean | Promise<boolean>;
  },
): Promise<FaultEnd> {
  const { clips, outDir, config, kinds, pauseMs, isWrong } = run;
  const arrivals = arrivalsAt(crew, outDir);
  const map = parseMap([crew.share]);
  const { signal } = new AbortController();
  await submitClips({ clips, config, outDir }, { queue, map, program, signal });
  for (const kind of kinds) {
    await delay(crew.random.below(pauseMs));
    await faults[kind](crew, outDir);
  }
  await untilCounts(queue, ({ waiting, running }) => waiting + running === 0);
  const { failed } = await queue.counts();
  await delay(100);
  arrivals.close();
  const counts = clips.map((clip) => arrivals.countOf(clip.replace(/^.*\/|\.mp4$/g, '')));
  let wrong = 0;
  for (const clip of clips) wrong += Number(await isWrong(clip));
  return {
    lost: counts.filter((count) => count === 0).length,
    twice: counts.filter((count) => count > 1).length,
    wrong,
    failed,
    faults: kinds.length,
  };
}

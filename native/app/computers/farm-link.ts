import { setTimeout as delay } from 'node:timers/promises';
import type { ComputersQueue, ComputersState } from '../../api/computers.ts';
import { errorWords, type ErrorWords } from '../../base/error-words.ts';
import { FodvidError, failedError, usageError } from '../../base/errors.ts';
import type { FarmEvent, FarmQueue } from '../../farm/farm-queue.ts';
import { pathMap, sharedRoot } from '../../farm/path-map.ts';
import type { ProgramIdentity } from '../../farm/program-identity.ts';
import type { RemotePlace } from '../../farm/remote-batch.ts';
import type { Emit } from '../engine-events.ts';
import type { SettingsFile } from '../settings/settings-file.ts';
import type { QueueSecret } from './queue-secret.ts';

/** How often the workers and counts are looked at, and how long an answer may take. */
const LOOK_MS = 2_000;
const ANSWER_MS = 3_000;
/** A queue that could not be reached is tried again after that time. */
const RETRY_MS = 10_000;

/** This computer's connection to the queue of several. */
export interface FarmLink {
  state(): ComputersState;
  /** The queue; throws where this computer belongs to none, or it cannot be reached. */
  place(): RemotePlace;
  /** Joins a queue and remembers it; throws why it cannot, and nothing has changed. */
  join(queue: ComputersQueue, password: string | null): Promise<void>;
  leave(): Promise<void>;
  /** Hears what becomes of clips; a `gap` whenever the connection has come (back). */
  onEvent(listener: (event: FarmEvent) => void): void;
  /** Tells how far handing over is; null when it has ended. */
  tellHanding(handing: ComputersState['handing']): void;
  close(): Promise<void>;
}

interface Failure {
  readonly error: string;
  readonly words?: ErrorWords;
}

interface FarmLinkParts {
  readonly settings: SettingsFile;
  readonly secret: QueueSecret;
  readonly emit: Emit;
  /** Asked for once a queue is connected to. */
  readonly identify: () => Promise<ProgramIdentity>;
  /** Whether the queue of the settings is connected to: not by an engine that only watches. */
  readonly connects: boolean;
}

const failureOf = (error: unknown): Failure => {
  if (!(error instanceof FodvidError)) throw error;
  const { words } = error.origin;
  return { error: error.message, ...(words === undefined ? {} : { words }) };
};

/** The address without its password, and the password where it has one. */
function apart(queue: ComputersQueue): { readonly queue: ComputersQueue; readonly password: string | null } {
  if (!URL.canParse(queue.url)) return { queue, password: null };
  const url = new URL(queue.url);
  const password = decodeURIComponent(url.password);
  url.password = '';
  return {
    queue: { ...queue, url: url.href.replace(/\/$/, '') },
    password: password === '' ? null : password,
  };
}

/** What is said of a shared folder whose two paths are not both absolute. */
export const folderPairError = (shared: string, local: string): FodvidError =>
  usageError(
    `The shared folder ${shared} = ${local} needs two absolute paths, as in /mnt/clips = /Volumes/clips.`,
    { words: errorWords('folder-pair', { shared, local }) },
  );

/** The folders of a queue as its map; throws for a pair that is no two absolute paths. */
function mapOf({ folders }: ComputersQueue) {
  return pathMap(
    folders.map(({ shared, local }) => {
      const root = sharedRoot(shared, local);
      if (root !== null) return root;
      throw folderPairError(shared, local);
    }),
  );
}

/** Opens the link; a queue that the settings name is connected to, again and again until it answers. */
export function createFarmLink({ settings, secret, emit, identify, connects }: FarmLinkParts): FarmLink {
  const listeners: ((event: FarmEvent) => void)[] = [];
  const hear = (event: FarmEvent) => listeners.forEach((listener) => listener(event));
  let opened: RemotePlace | null = null;
  let program: ProgramIdentity | null = null;
  let hasPassword = false;
  let looking: NodeJS.Timeout | null = null;
  let isLooking = false;
  let told = '';
  let seen: Pick<ComputersState, 'link' | 'failure' | 'counts' | 'workers'> = nothingSeen('off');
  let handing: ComputersState['handing'] = null;
  /** What was begun for an earlier queue is of no interest. */
  let turn = 0;

  const state = (): ComputersState => ({
    queue: settings.get().computers,
    hasPassword,
    program: program?.title ?? null,
    handing,
    ...seen,
  });
  function tell(): void {
    const now = state();
    const text = JSON.stringify(now);
    if (text === told) return;
    told = text;
    emit('computers.changed', now);
  }
  function see(change: Partial<typeof seen>): void {
    seen = { ...seen, ...change };
    tell();
  }

  async function open(queue: ComputersQueue, password: string | null): Promise<RemotePlace> {
    const map = mapOf(queue);
    program ??= await identify();
    const own = program;
    const { openFarmQueue } = await import('../../farm/redis/bullmq-queue.ts');
    const farm = await openFarmQueue({
      url: queue.url,
      ...(password === null ? {} : { password }),
      ...(queue.caFile === null ? {} : { caFile: queue.caFile }),
    });
    try {
      await farm.admit(own);
      await farm.watch(hear);
    } catch (error) {
      await farm.close();
      throw error;
    }
    return { queue: farm, map, program: own };
  }

  /** Looks at workers and counts; a queue that does not answer in time is lost until it does. */
  async function look(farm: FarmQueue): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    const answer = Promise.all([farm.workers(), farm.counts()]).then(
      ([workers, counts]) => {
        isLooking = false;
        if (opened?.queue !== farm) return null;
        const was = seen.link;
        see({ link: 'connected', failure: null, counts, workers: workers.map(workerOf) });
        if (was === 'lost') hear({ kind: 'gap' });
        return null;
      },
      () => {
        isLooking = false;
        return null;
      },
    );
    const isLate = await Promise.race([answer, delay(ANSWER_MS, true, { ref: false })]);
    if (isLate !== true || opened?.queue !== farm) return;
    const address = settings.get().computers?.url ?? '';
    const reason = 'no answer';
    const error = `The queue at ${address} does not answer; what runs on other computers goes on.`;
    see({ link: 'lost', failure: { error, words: errorWords('queue-lost', { address, reason }) } });
  }

  function take(place: RemotePlace): void {
    opened = place;
    isLooking = false;
    looking = setInterval(() => void look(place.queue), LOOK_MS);
    see({ link: 'connected', failure: null });
    hear({ kind: 'gap' });
    void look(place.queue);
  }

  async function drop(link: 'off' | 'connecting'): Promise<void> {
    turn++;
    if (looking !== null) clearInterval(looking);
    looking = null;
    const old = opened;
    opened = null;
    see(nothingSeen(link));
    await old?.queue.close();
  }

  /** Connects to the queue of the settings for as long as it takes. */
  async function reconnect(): Promise<void> {
    const mine = turn;
    for (;;) {
      const queue = settings.get().computers;
      if (queue === null || mine !== turn) return;
      see({ link: seen.link === 'lost' ? 'lost' : 'connecting' });
      const password = await secret.read();
      hasPassword = password !== null;
      const place = await open(queue, password).catch((error: unknown) => failureOf(error));
      if (mine !== turn) {
        if ('queue' in place) await place.queue.close();
        return;
      }
      if ('queue' in place) {
        take(place);
        return;
      }
      see({ link: 'lost', failure: place });
      await delay(RETRY_MS, undefined, { ref: false });
    }
  }
  if (connects) void reconnect();

  return {
    state,
    place() {
      if (opened !== null && seen.link !== 'lost') return opened;
      const { failure } = seen;
      if (failure !== null)
        throw failedError(failure.error, failure.words === undefined ? {} : { words: failure.words });
      throw failedError(
        'This computer belongs to no queue of several computers; connect it in the settings.',
        {
          words: errorWords('computers-off', {}),
        },
      );
    },
    async join(asked, given) {
      const { queue, password: inAddress } = apart(asked);
      const password = given ?? inAddress ?? (await secret.read());
      const place = await open(queue, password === '' ? null : password);
      await drop('connecting');
      await secret.write(password === '' ? null : password);
      hasPassword = password !== null && password !== '';
      await settings.set({ computers: queue });
      take(place);
    },
    async leave() {
      await settings.set({ computers: null });
      await secret.write(null);
      hasPassword = false;
      await drop('off');
    },
    onEvent: (listener) => void listeners.push(listener),
    tellHanding(now) {
      handing = now;
      tell();
    },
    close: () => drop('off'),
  };
}

const nothingSeen = (link: ComputersState['link']) => ({ link, failure: null, counts: null, workers: [] });

function workerOf({ running, ...info }: Awaited<ReturnType<FarmQueue['workers']>>[number]) {
  const { id, name, program, provider, slots, doneCount, framesPerSec, trouble, refusal } = info;
  const facts = { id, name, program, provider, slots, doneCount, framesPerSec, trouble, refusal };
  return { ...facts, running: [...running] };
}

import type { Command } from 'commander';
import { usageError } from '../../base/errors.ts';
import type { Plan, PlanBasis } from '../../farm/farm-plan.ts';
import { addCommonOptions, addRunConfigOptions, numeric, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface PlanFlags extends RunConfigFlags {
  readonly videoHours: string;
  readonly fps: string;
  readonly clipSec: string;
  readonly within?: string;
  readonly by?: string;
  readonly workers?: string;
  readonly secPerFrame?: string;
  readonly shareMb: string;
  readonly mbPerMinute: string;
  readonly failures: string;
  readonly cache?: string;
}

const HOUR_MS = 3_600_000;

/** `fodvid plan`: how many machines so much video needs. */
export function addPlanCommand(program: Command, session: CliSession): void {
  const command = program
    .command('plan')
    .summary('estimate how many machines a batch needs')
    .description(
      'Simulates a farm with its stragglers, failures and the speed of the share: how many workers finish in ' +
        'time, or how long so many take. The time of a frame is that of the runs in this machine’s cache, where there are some.',
    )
    .requiredOption('--video-hours <hours>', 'length of all clips together')
    .option('--within <hours>', 'hours until it must be done')
    .option('--by <date>', 'when it must be done, as in 2026-12-04T18:00')
    .option('--workers <count>', 'instead: how long this many workers take')
    .option('--fps <number>', 'frames per second of the clips', '25')
    .option('--clip-sec <seconds>', 'length of one clip', '60')
    .option('--sec-per-frame <seconds>', 'time of a frame on one worker (default: as measured or expected)')
    .option('--share-mb <number>', 'megabytes per second that the share gives to all together', '100')
    .option('--mb-per-minute <number>', 'megabytes of a minute of video with its masks', '60')
    .option('--failures <number>', 'failures of one worker per hour', '0.01');
  addCommonOptions(addRunConfigOptions(command)).action((flags: PlanFlags) => plan(flags, session));
}

function positive(name: string, text: string, least = Number.MIN_VALUE): number {
  const value = numeric(text);
  if (typeof value === 'number' && value >= least) return value;
  throw usageError(
    `The option ${name} is '${text}'; it must be a number ${least === 0 ? 'from' : 'above'} 0.`,
  );
}

function withinOf({ within, by }: PlanFlags): number | null {
  if (within !== undefined) return positive('within', within);
  if (by === undefined) return null;
  const hours = (Date.parse(by) - Date.now()) / HOUR_MS;
  if (hours > 0) return hours;
  throw usageError(`The option by is '${by}'; it must be a date in the future, as in 2026-12-04T18:00.`);
}

async function plan(flags: PlanFlags, session: CliSession): Promise<void> {
  const withinHours = withinOf(flags);
  if ((withinHours === null) === (flags.workers === undefined))
    throw usageError('Name either the time with --within or --by, or the number of --workers.');
  const request = {
    videoHours: positive('video-hours', flags.videoHours),
    framesPerSec: positive('fps', flags.fps),
    clipSec: positive('clip-sec', flags.clipSec),
    config: runConfigOf(flags),
    withinHours,
    workers: flags.workers === undefined ? null : Math.ceil(positive('workers', flags.workers)),
    secPerFrame: flags.secPerFrame === undefined ? null : positive('sec-per-frame', flags.secPerFrame),
    shareMegabytesPerSec: positive('share-mb', flags.shareMb),
    megabytesPerMinute: positive('mb-per-minute', flags.mbPerMinute, 0),
    failuresPerHour: positive('failures', flags.failures, 0),
  };
  const { openCache } = await import('../../commands/open-cache.ts');
  const { planFarm } = await import('../../farm/farm-plan.ts');
  const store = openCache(flags.cache, (sentence) => session.log(sentence));
  try {
    const past = store.withRuns((runs) => runs.recent(200)).map(({ report }) => report);
    const answer = planFarm(request, past);
    session.print(planText(answer));
    session.result(answer);
  } finally {
    store.close();
  }
}

const basisTexts: Readonly<Record<PlanBasis, string>> = {
  given: 'as given',
  measured: 'measured on this machine',
  expected: 'expected on two cores; nothing like it has been run here yet',
};

const planText = ({ workers, hours, efficiency, clips, frames, secPerFrame, basis }: Plan) =>
  `${workers} workers take ${hours.toFixed(1)} hours for ${clips} clips (${frames} frames); ` +
  `they compute ${Math.round(100 * efficiency)} % of the time.\n` +
  `A frame takes ${secPerFrame.toPrecision(2)} s (${basisTexts[basis]}).`;

import type { Command } from 'commander';
import type { BatchOptions, BatchReport, ClipResult } from '../../commands/batch.ts';
import type { RunConfig } from '../../api/run-config.ts';
import { usageError } from '../../base/errors.ts';
import type { Shard } from '../../farm/shards/shard.ts';
import { addHandInOptions, type FarmFlags, refuseAddresses } from '../many-machines/farm-options.ts';
import { addCommonOptions, addPartOptions, addRunConfigOptions, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import { verdictInWords } from '../../runs/judge-run.ts';
import { shortTime } from '../progress-lines.ts';
import { withRemotePlace } from '../many-machines/remote-place.ts';
import type { CliSession } from '../cli-session.ts';

interface RunFlags extends RunConfigFlags, FarmFlags {
  readonly out: string;
  readonly force?: boolean;
  readonly cache?: string;
  readonly shard?: string;
}

/** `fodvid run`: clips in, masks out. */
export function addRunCommand(program: Command, session: CliSession): void {
  const command = program
    .command('run <clips...>')
    .summary('find the moving object in videos or frames folders')
    .description(
      'Writes DIR/<clip>/masks/00000.png and on (one 8-bit mask per frame, 0 or 255, at source resolution), ' +
        'overlay.mp4 and run.json. Run it again to resume; what is finished is not computed again.',
    )
    .requiredOption('--out <dir>', 'output folder; each clip gets a folder in it')
    .option('--force', 'recompute what exists already')
    .option('--shard <k/n>', 'only a part of the clips, as in 3/20; auto/20 in an array of tasks');
  addHandInOptions(addCommonOptions(addPartOptions(addRunConfigOptions(command)))).action(
    (clips: string[], flags: RunFlags) => run(clips, flags, session),
  );
}

async function run(clips: readonly string[], flags: RunFlags, session: CliSession): Promise<void> {
  const config = runConfigOf(flags, true);
  if (flags.queue !== undefined && (flags.force === true || flags.shard !== undefined))
    throw usageError(
      'The options --force and --shard cannot be combined with --queue; remove the results, or let the queue share the clips out.',
    );
  if (flags.queue === undefined)
    refuseAddresses(
      [...clips, flags.out],
      'only the workers of a queue read and write there: name it with --queue',
    );
  const { openCache } = await import('../../commands/open-cache.ts');
  const { runBatch } = await import('../../commands/batch.ts');
  const { runAndExport } = await import('../../pipeline/run-and-export.ts');
  const notify = (sentence: string) => session.log(sentence);
  const store = openCache(flags.cache, notify);
  const options: BatchOptions = {
    outDir: flags.out,
    runClip: runAndExport,
    store,
    signal: session.signal,
    progress: session.progress,
    force: flags.force === true,
    notify,
    onClipEnd: (result) => announce(result, session),
  };
  try {
    const report = await withRemotePlace(
      flags,
      async (place) => {
        const { remoteBatch } = await import('../../farm/remote-batch.ts');
        return remoteBatch(clips, config, options, place);
      },
      () =>
        flags.shard === undefined
          ? runBatch(clips, config, options)
          : runShard(clips, config, options, flags.shard),
    );
    session.exitCode = report.exitCode;
    session.result({ clips: report.clips.map(jsonOf) });
  } finally {
    store.close();
  }
}

/** Runs this process's part of the clips and writes down beside the results how they ended. */
async function runShard(
  clips: readonly string[],
  config: RunConfig,
  options: BatchOptions,
  text: string,
): Promise<BatchReport> {
  const { runBatch } = await import('../../commands/batch.ts');
  const { clipsOfShard, foldersOfAll, parseShard } = await import('../../farm/shards/shard.ts');
  const { recordShard } = await import('../../farm/shards/shard-record.ts');
  const shard: Shard = parseShard(text);
  const own = new Set(await clipsOfShard(clips, shard));
  const folders = (await foldersOfAll(clips, options.outDir)).filter(({ clip }) => own.has(clip));
  return recordShard(options.outDir, shard, folders, () =>
    runBatch([...own], config, { ...options, folders }),
  );
}

function announce(result: ClipResult, session: CliSession): void {
  if (result.state === 'failed') {
    announceFailure(result, session);
    return;
  }
  const { frameCount, computedFrameCount, timeSec, masksDir, part, verdict } = result.report;
  const news = computedFrameCount === 0 ? 'all there already' : `${computedFrameCount} computed`;
  session.print(`${result.clip}: ${frameCount} masks (${news}, ${shortTime(timeSec)}) in ${masksDir}`);
  if (verdict !== null) session.print(`  ${verdictInWords(verdict, part?.firstFrame)}`);
}

function announceFailure(result: ClipResult & { state: 'failed' }, session: CliSession): void {
  session.log(`${result.clip}: ${result.error}`);
  if (process.env['FODVID_DEBUG'] === '1' && result.cause instanceof Error)
    session.log(result.cause.stack ?? '');
}

function jsonOf(result: ClipResult): object {
  const { clip, outDir, state } = result;
  return result.state === 'done'
    ? { clip, outDir, state, report: result.report }
    : { clip, outDir, state, error: result.error };
}

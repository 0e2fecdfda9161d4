import type { Command } from 'commander';
import type { ClipResult } from '../commands/batch.ts';
import { addCommonOptions, addRunConfigOptions, runConfigOf } from './options.ts';
import type { RunConfigFlags } from './options.ts';
import { verdictInWords } from '../runs/verdict.ts';
import { shortTime } from './progress-lines.ts';
import type { Session } from './session.ts';

interface RunFlags extends RunConfigFlags {
  readonly out: string;
  readonly force?: boolean;
  readonly cache?: string;
}

/** `fodvid run`: clips in, masks out. */
export function addRunCommand(program: Command, session: Session): void {
  const command = program
    .command('run <clips...>')
    .summary('find the moving object in videos or frames folders')
    .description(
      'Writes DIR/<clip>/masks/00000.png and on (one 8-bit mask per frame, 0 or 255, at source resolution), ' +
        'overlay.mp4 and run.json. Run it again to resume; what is finished is not computed again.',
    )
    .requiredOption('--out <dir>', 'output folder; each clip gets a folder in it')
    .option('--force', 'compute again what is there already');
  addCommonOptions(addRunConfigOptions(command)).action((clips: string[], flags: RunFlags) =>
    run(clips, flags, session),
  );
}

async function run(clips: readonly string[], flags: RunFlags, session: Session): Promise<void> {
  const config = runConfigOf(flags);
  const { openCache } = await import('../commands/open-cache.ts');
  const { runBatch } = await import('../commands/batch.ts');
  const { runAndExport } = await import('../pipeline/run-and-export.ts');
  const notify = (sentence: string) => session.log(sentence);
  const store = openCache(flags.cache, notify);
  try {
    const report = await runBatch(clips, config, {
      outDir: flags.out,
      runClip: runAndExport,
      store,
      signal: session.signal,
      progress: session.progress,
      force: flags.force === true,
      notify,
      onClipEnd: (result) => announce(result, session),
    });
    session.exitCode = report.exitCode;
    session.result({ clips: report.clips.map(jsonOf) });
  } finally {
    store.close();
  }
}

function announce(result: ClipResult, session: Session): void {
  if (result.state === 'failed') {
    announceFailure(result, session);
    return;
  }
  const { frameCount, computedFrameCount, timeSec, masksDir } = result.report;
  const news = computedFrameCount === 0 ? 'all there already' : `${computedFrameCount} computed`;
  session.print(`${result.clip}: ${frameCount} masks (${news}, ${shortTime(timeSec)}) in ${masksDir}`);
  session.print(`  ${verdictInWords(result.report.verdict)}`);
}

function announceFailure(result: ClipResult & { state: 'failed' }, session: Session): void {
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

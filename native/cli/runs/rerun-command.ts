import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { RerunReport } from '../../commands/rerun.ts';
import type { CliSession } from '../cli-session.ts';

interface RerunFlags {
  readonly out?: string;
  readonly cache?: string;
}

/** `fodvid rerun`: does a run again and says what differs. */
export function addRerunCommand(program: Command, session: CliSession): void {
  program
    .command('rerun <run.json>')
    .summary('do a run again and say what differs')
    .description(
      'Runs the clip of a run.json again with the same configuration, and compares the masks. ' +
        'Exit code 1 where they differ.',
    )
    .option('--out <dir>', 'where the masks of the new run go (default: the run’s folder with -rerun)')
    .option(
      '--cache <dir>',
      'cache folder (default: an empty one in the new folder, so that everything is computed again)',
    )
    .option('--json', 'print one JSON object on standard output')
    .action((path: string, flags: RerunFlags) => again(path, flags, session));
}

async function again(path: string, { out, cache }: RerunFlags, session: CliSession): Promise<void> {
  const { openCache } = await import('../../commands/open-cache.ts');
  const { rerun } = await import('../../commands/rerun.ts');
  const { runClip } = await import('../../pipeline/run-clip.ts');
  const notify = (sentence: string) => session.log(sentence);
  const target = out ?? `${dirname(resolve(path))}-rerun`;
  // What the first run left in the cache would prove nothing.
  const store = openCache(cache ?? join(target, '.cache'), notify);
  try {
    const { signal, progress } = session;
    const report = await rerun(path, target, { runClip, store, signal, progress, force: true, notify });
    session.print(rerunText(report));
    session.exitCode = report.identical ? 0 : 1;
    session.result(report);
  } finally {
    store.close();
  }
}

function rerunText({ identical, different, reasons, outDir }: RerunReport): string {
  if (identical) return ['Identical masks.', ...reasons.map((reason) => `Although: ${reason}`)].join('\n');
  const least = Math.min(...different.map(({ overlap }) => overlap));
  return [
    `${different.length} masks differ (the least overlap is ${(100 * least).toFixed(1)} %); the new ones are in ${outDir}.`,
    ...(reasons.length === 0
      ? [
          'Nothing that went into both runs differs: the first masks may have been fixed by hand (fodvid verify).',
        ]
      : reasons),
  ].join('\n');
}

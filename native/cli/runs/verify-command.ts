import type { Command } from 'commander';
import type { VerifiedRun } from '../../commands/verify-run.ts';
import type { CliSession } from '../cli-session.ts';

/** `fodvid verify`: whether a run's files are as it left them. */
export function addVerifyCommand(program: Command, session: CliSession): void {
  program
    .command('verify <dir>')
    .summary('hash a run’s outputs again and compare')
    .description(
      'Hashes every output of a run, or of all runs in a folder, and compares with the digests in run.json. ' +
        'Exit code 1 where a file is missing, changed or unknown.',
    )
    .option('--json', 'print one JSON object on standard output')
    .action((dir: string) => verify(dir, session));
}

async function verify(dir: string, session: CliSession): Promise<void> {
  const { isIntact, verifyRuns } = await import('../../commands/verify-run.ts');
  const runs = await verifyRuns(dir, session.context('verify'));
  for (const run of runs) session.print(verdict(run, isIntact(run)));
  if (!runs.every(isIntact)) session.exitCode = 1;
  session.result({ runs: runs.map((run) => ({ ...run, intact: isIntact(run) })) });
}

function verdict({ runDir, files, missing, changed, unknown, fixed }: VerifiedRun, intact: boolean): string {
  if (intact) return `${runDir}: all ${files} files are as the run left them`;
  const parts = [
    ['missing', missing],
    ['changed', changed],
    ['not of this run', unknown],
  ] as const;
  const found = parts.filter(([, names]) => names.length > 0);
  const text = found.map(([word, names]) => `${names.length} ${word} (${shown(names)})`).join(', ');
  return `${runDir}: of ${files} files ${text}${fixed ? '; frames of this run were fixed by hand since' : ''}`;
}

const shown = (names: readonly string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

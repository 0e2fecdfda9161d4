import type { Command } from 'commander';
import { exitCodes } from '../../base/errors.ts';
import type { CliSession } from '../cli-session.ts';

/** `fodvid fetch`: results from object storage into a folder. */
export function addFetchCommand(program: Command, session: CliSession): void {
  program
    .command('fetch <address> <dir>')
    .summary('bring results from object storage into a folder')
    .description(
      'ADDRESS is what "fodvid submit" was given as --out, or one clip in it. Each clip gets a folder in DIR, as "fodvid ' +
        'run" writes it; every file is checked by its size and digest. What is there already is not fetched again.',
    )
    .option('--json', 'print one JSON object on standard output')
    .action((address: string, dir: string) => fetchInto(address, dir, session));
}

async function fetchInto(address: string, dir: string, session: CliSession): Promise<void> {
  const { fetchResults } = await import('../../farm/storage/s3/fetch-results.ts');
  const { signal, progress } = session;
  const clips = await fetchResults(address, dir, { signal, progress: progress.split({ fetch: 1 }).fetch });
  const count = (state: string) => clips.filter((clip) => clip.state === state).length;
  for (const clip of clips) if (clip.state === 'failed') session.log(`${clip.address}: ${clip.error}`);
  const there = count('there') === 0 ? '' : `, ${count('there')} already there`;
  session.print(`${count('fetched')} fetched into ${dir}${there}.`);
  session.result({ clips });
  if (count('failed') > 0) session.exitCode = exitCodes.failed;
}

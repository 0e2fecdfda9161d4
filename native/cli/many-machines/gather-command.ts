import type { Command } from 'commander';
import { exitCodes } from '../../base/errors.ts';
import type { CliSession } from '../cli-session.ts';

/** `fodvid gather`: the shards of a batch together. */
export function addGatherCommand(program: Command, session: CliSession): void {
  program
    .command('gather <dir>')
    .summary('check and report the shards of a batch')
    .description(
      'DIR is what "fodvid run --shard" was given as --out. Checks that all shards have finished and every mask is there, ' +
        'and prints the same report as one machine would.',
    )
    .option('--json', 'print one JSON object on standard output')
    .action((dir: string) => gather(dir, session));
}

async function gather(dir: string, session: CliSession): Promise<void> {
  const { gatherShards } = await import('../../farm/shards/shard-record.ts');
  const { clips, missing } = await gatherShards(dir);
  const failed = clips.filter((clip) => clip.state === 'failed');
  for (const { clip, error } of failed) session.log(`${clip}: ${error}`);
  for (const { index, count } of missing)
    session.log(`Shard ${index}/${count} has not been run to its end; run it again.`);
  session.print(`${clips.length - failed.length} of ${clips.length} clips have their masks.`);
  session.result({ clips, missing });
  if (failed.length + missing.length > 0) session.exitCode = exitCodes.failed;
}

import type { Command } from 'commander';
import { exitCodes } from '../../base/errors.ts';
import type { Submitted } from '../../farm/submit.ts';
import { addHandInOptions, chunkFramesOf, type FarmFlags, pathMapOf, requiredQueue } from './farm-options.ts';
import { addPartOptions, addRunConfigOptions, runConfigOf } from '../options.ts';
import type { RunConfigFlags } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface SubmitFlags extends RunConfigFlags, FarmFlags {
  readonly out: string;
}

/** `fodvid submit`: hands clips to the workers of a queue. */
export function addSubmitCommand(program: Command, session: CliSession): void {
  const command = program
    .command('submit <clips...>')
    .summary('hand clips to the workers of a queue')
    .description(
      'Queues the clips and returns; "fodvid queue watch" shows their progress. A clip that has its results already, or ' +
        'waits, is not queued again; one that failed is tried again. Clips and DIR may be s3://BUCKET/PREFIX: a prefix ' +
        'stands for the videos directly below it.',
    )
    .requiredOption(
      '--out <dir>',
      'output folder that all machines see, or s3://BUCKET/PREFIX; each clip gets a folder in it',
    );
  addHandInOptions(addPartOptions(addRunConfigOptions(command)))
    .option('--json', 'print one JSON object on standard output')
    .action((clips: string[], flags: SubmitFlags) => submit(clips, flags, session));
}

async function submit(clips: readonly string[], flags: SubmitFlags, session: CliSession): Promise<void> {
  const config = runConfigOf(flags, true);
  const chunks = chunkFramesOf(flags);
  const address = requiredQueue(flags);
  const map = await pathMapOf(flags, ['/']);
  const { openFarmQueue } = await import('../../farm/redis/bullmq-queue.ts');
  const { programIdentity } = await import('../../farm/program-identity.ts');
  const { submitClips } = await import('../../farm/submit.ts');
  const queue = await openFarmQueue(address);
  const progress = session.progress.split({ reading: 1 }).reading;
  try {
    const submitted = await submitClips(
      { clips, config, outDir: flags.out, ...chunks },
      {
        queue,
        map,
        program: await programIdentity(),
        signal: session.signal,
        onClip: (done, total) => progress.report(done, total),
      },
    );
    show(submitted, session);
  } finally {
    await queue.close();
  }
}

function show(submitted: readonly Submitted[], session: CliSession): void {
  for (const one of submitted) if (one.state === 'rejected') session.log(`${one.clip}: ${one.error}`);
  const count = (state: Submitted['state']) => submitted.filter((one) => one.state === state).length;
  const there = count('there') === 0 ? '' : `, ${count('there')} have their results already`;
  session.print(`${count('queued')} queued${there}.`);
  session.result({ clips: submitted });
  if (count('rejected') > 0) session.exitCode = exitCodes.failed;
}

import type { Command } from 'commander';
import { addCommonOptions } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

/** `fodvid doctor`: what works on this machine. */
export function addDoctorCommand(program: Command, session: CliSession): void {
  const command = program
    .command('doctor')
    .summary('check what works on this machine')
    .description('Versions, ffmpeg, the cache, and which providers run networks here, or why not.');
  addCommonOptions(command).action(({ cache }: { cache?: string }) => examine(cache, session));
}

async function examine(cache: string | undefined, session: CliSession): Promise<void> {
  const { examineMachine, doctorText } = await import('../../commands/examine-machine.ts');
  const report = await examineMachine(cache, session.signal);
  session.print(doctorText(report));
  session.result(report);
}

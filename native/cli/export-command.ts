import type { Command } from 'commander';
import { exportFormats } from '../api/run-config.ts';
import { usageError } from '../base/errors.ts';
import type { Session } from './session.ts';

interface ExportFlags {
  readonly format?: readonly string[];
  readonly out?: string;
}

const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

/** `fodvid export`: a finished run's masks for editing tools. */
export function addExportCommand(program: Command, session: Session): void {
  program
    .command('export <folder>')
    .summary('write the masks of a finished run for editing tools')
    .description(
      'FOLDER is what "fodvid run" made for a clip. png-rgba and prores4444 and webm-alpha carry the mask as alpha, ' +
        'matte-mp4 is the mask as a video; docs/exports.md says which tool takes which.',
    )
    .option('--format <format>', `${exportFormats.join(' | ')}; may be repeated`, collect)
    .option('--out <dir>', 'where to write (default: FOLDER/exports)')
    .option('--json', 'print one JSON object on standard output')
    .action((folder: string, flags: ExportFlags) => exportRun(folder, flags, session));
}

async function exportRun(folder: string, { format, out }: ExportFlags, session: Session): Promise<void> {
  if (format === undefined)
    throw usageError(`Choose one or more with --format: ${exportFormats.join(', ')}.`);
  const { exportFolder } = await import('../runs/export-folder.ts');
  const request = { runDir: folder, formats: format, ...(out === undefined ? {} : { outDir: out }) };
  const paths = await exportFolder(request, session.context('export'));
  for (const path of paths) session.print(path);
  session.result({ paths });
}

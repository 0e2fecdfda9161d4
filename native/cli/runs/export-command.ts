import type { Command } from 'commander';
import {
  exportFormats,
  exportOf,
  exportRequest,
  type ExportRequest,
  sidecarKinds,
} from '../../api/exports.ts';
import { toolPresets } from '../../api/tool-presets.ts';
import { usageError } from '../../base/errors.ts';
import {
  addMapOption,
  addQueueOptions,
  clipMapOf,
  type FarmFlags,
  refuseAddresses,
} from '../many-machines/farm-options.ts';
import { withRemotePlace } from '../many-machines/remote-place.ts';
import { collect } from '../options.ts';
import type { CliSession } from '../cli-session.ts';

interface ExportFlags extends FarmFlags {
  readonly format?: readonly string[];
  readonly sidecar?: readonly string[];
  readonly tool?: string;
  readonly out?: string;
  readonly name?: string;
  readonly start?: string;
  readonly from?: string;
  readonly to?: string;
  readonly conform?: boolean;
  readonly sound: boolean;
  readonly versionNumber?: string;
  readonly cache?: string;
}

/** `fodvid export`: a finished run's mattes for editing tools. */
export function addExportCommand(program: Command, session: CliSession): void {
  const command = program
    .command('export <folder>')
    .summary('write the mattes of a finished run for editing tools')
    .description(
      'FOLDER is what "fodvid run" made for a clip. Choose an editing tool, or formats and sidecars one by one; ' +
        'docs/exports.md says what each is and which tool takes it. Several formats are written in one pass. An ' +
        'export that was interrupted goes on where it was.',
    )
    .option(
      '--tool <tool>',
      'resolve | premiere | after-effects | final-cut | nuke | fusion | blender | research',
    )
    .option('--format <format>', `${exportFormats.join(' | ')}; may be repeated`, collect)
    .option('--sidecar <kind>', `${sidecarKinds.join(' | ')}; may be repeated`, collect)
    .option('--out <dir>', 'where to write (default: FOLDER/exports)')
    .option('--name <pattern>', 'name with {clip}, {format}, {frame:05}, {version}; a slash makes folders')
    .option('--start <number>', 'number of the first frame in sequences')
    .option('--from <frame>', 'first frame, counted from 0')
    .option('--to <frame>', 'last frame')
    .option('--conform', 'a constant frame rate for clips whose rate varies')
    .option('--no-sound', 'leave the sound out of movies')
    .option('--version-number <number>', 'what {version} stands for')
    .option('--cache <dir>', 'where the run kept its results (default: the platform\u2019s place)')
    .option('--json', 'print one JSON object on standard output');
  addMapOption(addQueueOptions(command)).action((folder: string, flags: ExportFlags) =>
    writeExport(folder, flags, session),
  );
}

const wholeNumber = (name: string, text: string | undefined, otherwise: number | null) => {
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw usageError(`--${name} must be a whole number from 0, not ${text}.`);
  return Number(text);
};

/** The request that the flags make. */
function requestOf(flags: ExportFlags): ExportRequest {
  const tool = toolPresets.find(({ id }) => id === flags.tool);
  if (flags.tool !== undefined && tool === undefined)
    throw usageError(
      `There is no preset for ${flags.tool}; choose from ${toolPresets.map(({ id }) => id).join(', ')}.`,
    );
  const formats = flags.format ?? tool?.formats ?? [];
  if (formats.length === 0)
    throw usageError(
      `Choose one or more with --format: ${exportFormats.join(', ')}; or an editing tool with --tool.`,
    );
  const unknown = formats.find((id) => !(exportFormats as readonly string[]).includes(id));
  if (unknown !== undefined)
    throw usageError(`There is no export format '${unknown}'; choose from ${exportFormats.join(', ')}.`);
  const sidecars = flags.sidecar ?? tool?.sidecars ?? [];
  const other = sidecars.find((kind) => !(sidecarKinds as readonly string[]).includes(kind));
  if (other !== undefined)
    throw usageError(`There is no sidecar '${other}'; choose from ${sidecarKinds.join(', ')}.`);
  const wanted = {
    ...exportOf([]),
    formats,
    sidecars,
    pattern: flags.name ?? null,
    startNumber: wholeNumber('start', flags.start, tool?.startNumber ?? 0),
    from: wholeNumber('from', flags.from, null),
    to: wholeNumber('to', flags.to, null),
    timing: flags.conform === true ? 'conform' : 'frames',
    version: wholeNumber('version-number', flags.versionNumber, 1),
    sound: flags.sound,
  };
  const parsed = exportRequest.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw usageError(
    `The export cannot be understood: ${parsed.error.issues[0]?.message ?? 'unknown option'}.`,
  );
}

async function writeExport(folder: string, flags: ExportFlags, session: CliSession): Promise<void> {
  const request = requestOf(flags);
  refuseAddresses([folder, flags.out], 'bring the run here with "fodvid fetch", and export that');
  const { exportFolder } = await import('../../runs/exports/export-folder.ts');
  const { mappedClip } = await import('../../farm/mapped-clip.ts');
  const { openCache } = await import('../../commands/open-cache.ts');
  const job = { runDir: folder, request, ...(flags.out === undefined ? {} : { outDir: flags.out }) };
  async function alone() {
    const store = openCache(flags.cache, (sentence) => session.log(sentence));
    try {
      const clip = await mappedClip(folder, await clipMapOf(flags));
      const here = clip === null ? job : { ...job, clip };
      return await exportFolder(here, store, session.context('export'));
    } finally {
      store.close();
    }
  }
  const { paths, notices } = await withRemotePlace(
    flags,
    async (place) => {
      const { remoteExport } = await import('../../farm/remote-export.ts');
      const progress = session.progress.split({ export: 1 }).export;
      return remoteExport(job, place, { signal: session.signal, progress });
    },
    alone,
  );
  for (const sentence of notices) session.log(sentence);
  for (const path of paths) session.print(path);
  session.result({ paths, notices });
}

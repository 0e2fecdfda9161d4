import { resolveRunConfig, type RunConfig } from './run-config.ts';

/** A word of a command line: as it is where no shell reads anything into it, else between single quotes. */
const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const folderOf = (path: string): string => path.replace(/[/\\][^/\\]*$/, '') || '.';

/** The options in which a configuration differs from its preset. */
function optionsOf(config: RunConfig): string[] {
  const preset = resolveRunConfig({ preset: config.preset, encoder: config.encoder });
  const named = [
    ['warpFlow', 'warp-flow'],
    ['flow', 'flow'],
    ['alpha', 'alpha'],
    ['tau', 'tau'],
    ['epochs', 'epochs'],
    ['maskSteps', 'mask-steps'],
    ['provider', 'provider'],
    ['seed', 'seed'],
  ] as const;
  const { size } = config;
  return [
    ...(config.preset === 'embedded' ? [] : ['--preset', config.preset]),
    ...(config.encoder === resolveRunConfig({ preset: config.preset }).encoder
      ? []
      : ['--encoder', config.encoder]),
    ...named.flatMap(([key, option]) =>
      config[key] === preset[key] ? [] : [`--${option}`, String(config[key])],
    ),
    ...(config.refine === preset.refine ? [] : [config.refine ? '--refine' : '--no-refine']),
    ...(config.crf ? ['--crf'] : []),
    ...(size === null || JSON.stringify(size) === JSON.stringify(preset.size)
      ? []
      : ['--size', `${size.heightPx}x${size.widthPx}`]),
    ...(['from', 'to'] as const).flatMap((key) =>
      config[key] === undefined ? [] : [`--${key}`, String(config[key])],
    ),
    ...config.exports.flatMap((format) => ['--export', format]),
  ];
}

/** The command that does a run again, for a POSIX shell; `outDir` is the run's own folder. */
export const runCommand = (clip: string, outDir: string, config: RunConfig): string =>
  ['fodvid', 'run', clip, '--out', folderOf(outDir), ...optionsOf(config)].map(word).join(' ');

import { accessSync, constants, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { errorWords } from '../base/error-words.ts';
import { failedError } from '../base/errors.ts';

/** The ffmpeg that is used, and where it was found. */
export interface FfmpegBinary {
  readonly ffmpegPath: string;
  readonly source: 'environment' | 'ffmpeg-static' | 'PATH' | '@ffmpeg-installer';
}

const executableName = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The program that an optional npm package names; null where the package is not installed, or not for this machine. */
function pathFromPackage(name: 'ffmpeg-static' | '@ffmpeg-installer/ffmpeg'): string | null {
  try {
    const named: unknown = createRequire(import.meta.url)(name);
    const path = typeof named === 'object' && named !== null && 'path' in named ? named.path : named;
    // A packaged app has its programs beside the archive of its files, not in it.
    return typeof path === 'string' ? path.replace(/\bapp\.asar(?=[/\\])/, 'app.asar.unpacked') : null;
  } catch {
    return null;
  }
}

const pathOnSearchPath = (searchPath: string) =>
  searchPath
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, executableName))
    .find(isExecutable);

/**
 * Finds ffmpeg: FODVID_FFMPEG where it is set, else the one that the npm package ffmpeg-static fetched, else PATH, else
 * the older one that @ffmpeg-installer carries. There is no search for ffprobe: ffmpeg alone tells everything. Throws a
 * sentence that says what to install.
 */
export function findFfmpeg(environment: Readonly<NodeJS.ProcessEnv> = process.env): FfmpegBinary {
  const chosen = environment['FODVID_FFMPEG'];
  if (chosen !== undefined && chosen !== '') {
    if (isExecutable(chosen)) return { ffmpegPath: chosen, source: 'environment' };
    throw failedError(`FODVID_FFMPEG is set to ${chosen}, which is not a program; correct or unset it.`);
  }
  const places = [
    { ffmpegPath: pathFromPackage('ffmpeg-static'), source: 'ffmpeg-static' },
    { ffmpegPath: pathOnSearchPath(environment['PATH'] ?? '') ?? null, source: 'PATH' },
    { ffmpegPath: pathFromPackage('@ffmpeg-installer/ffmpeg'), source: '@ffmpeg-installer' },
  ] as const;
  for (const { ffmpegPath, source } of places)
    if (ffmpegPath !== null && isExecutable(ffmpegPath)) return { ffmpegPath, source };
  throw failedError(
    'ffmpeg, which reads and writes videos, was not found; install it (apt-get install ffmpeg, brew install ' +
      'ffmpeg or winget install ffmpeg), or set FODVID_FFMPEG to its path.',
    { words: errorWords('ffmpeg-missing', {}) },
  );
}

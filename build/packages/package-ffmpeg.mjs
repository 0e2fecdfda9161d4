// The ffmpeg that a package brings along.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const programOf = (platform) => (platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg');

/**
 * The npm package whose ffmpeg is packed for the platform from the folder `modules`: ffmpeg-static (6.1.1) where its
 * program was fetched, else @ffmpeg-installer, which carries one of 2018 inside; null where neither has one.
 */
export function ffmpegPackage(modules, platform, arch) {
  const program = programOf(platform);
  if (existsSync(join(modules, 'ffmpeg-static', program))) return 'ffmpeg-static';
  if (existsSync(join(modules, '@ffmpeg-installer', `${platform}-${arch}`, program)))
    return '@ffmpeg-installer';
  return null;
}

/** Lets ffmpeg-static fetch its program for this machine, unless it is there; returns whether it is there afterwards. */
export function fetchFfmpegStatic(modules) {
  const folder = join(modules, 'ffmpeg-static');
  const fetched = () => existsSync(join(folder, programOf(process.platform)));
  if (!fetched() && existsSync(folder))
    spawnSync(process.execPath, [join(folder, 'install.js')], {
      cwd: folder,
      stdio: 'ignore',
      timeout: 300_000,
    });
  return fetched();
}

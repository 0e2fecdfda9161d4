import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables by name, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

const program = 'fodvid-studio';

/** What a platform keeps apart: what can be made again, what cannot, and settings. */
type FolderKind = 'cache' | 'data' | 'config';

const linux: Readonly<Record<FolderKind, readonly [variable: string, ...inHome: string[]]>> = {
  cache: ['XDG_CACHE_HOME', '.cache'],
  data: ['XDG_DATA_HOME', '.local', 'share'],
  config: ['XDG_CONFIG_HOME', '.config'],
};

/** The program's folder of a kind, where the platform wants it. */
export function platformFolder(
  kind: FolderKind,
  env: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = homedir();
  if (platform === 'darwin')
    return join(home, 'Library', kind === 'cache' ? 'Caches' : 'Application Support', program);
  if (platform === 'win32') {
    const [variable, folder] = kind === 'config' ? ['APPDATA', 'Roaming'] : ['LOCALAPPDATA', 'Local'];
    return join(env[variable] ?? join(home, 'AppData', folder), program);
  }
  const [variable, ...inHome] = linux[kind];
  return join(env[variable] ?? join(home, ...inHome), program);
}

import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where settings are kept: FODVID_CONFIG, else the platform's place for configuration. */
export function configFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  const chosen = env['FODVID_CONFIG'];
  if (chosen) return chosen;
  const home = homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'fodvid-studio');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'fodvid-studio');
  return join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'fodvid-studio');
}

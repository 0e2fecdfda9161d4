import { type Environment, platformFolder } from '../base/platform/platform-folders.ts';

/** Where settings are kept: FODVID_CONFIG, else the platform's place for configuration. */
export const configFolder = (env: Environment = process.env, platform = process.platform): string =>
  env['FODVID_CONFIG'] || platformFolder('config', env, platform);

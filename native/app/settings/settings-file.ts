import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { settingsSchema, type Settings } from '../../api/machine.ts';
import { resolveRunConfig } from '../../api/run-config.ts';
import { writeFileAtomically } from '../../base/atomic-file.ts';

/** What the settings are where a person has chosen nothing. */
export interface SettingsDefaults {
  readonly outputDir: string;
  readonly cacheDir: string;
  readonly cacheLimitGb: number;
}

/** A person's settings; only what differs from the defaults is in the file. */
export interface SettingsFile {
  get(): Settings;
  /** Writes the changes; throws where the file cannot be written. */
  set(changes: z.infer<ReturnType<typeof settingsSchema.partial>>): Promise<Settings>;
}

const defaultsOf = (defaults: SettingsDefaults): Settings => ({
  ...defaults,
  theme: 'system',
  language: 'en',
  reducedMotion: 'system',
  config: resolveRunConfig({}),
  presets: [],
  notifyAtEnd: true,
  truthRoots: [],
  computers: null,
});

/** The fields of the file that this program understands; one that it does not is as if absent. */
function understood(stored: unknown): Partial<Settings> {
  if (typeof stored !== 'object' || stored === null) return {};
  const fields = Object.entries(stored).filter(([name, value]) => {
    const field = (settingsSchema.shape as Readonly<Record<string, z.ZodType>>)[name];
    return field !== undefined && field.safeParse(value).success;
  });
  return Object.fromEntries(fields);
}

/** What the file holds; a missing or damaged one holds nothing. */
async function readStored(path: string, notify: (sentence: string) => void): Promise<Partial<Settings>> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return {};
  try {
    return understood(JSON.parse(text));
  } catch {
    notify(`The settings in ${path} cannot be read and are the defaults again.`);
    return {};
  }
}

/** Opens the settings; unreadable parts of the file fall back to the defaults, which `notify` hears of. */
export async function openSettings(
  path: string,
  defaults: SettingsDefaults,
  notify: (sentence: string) => void,
): Promise<SettingsFile> {
  let stored = await readStored(path, notify);
  const get = () => ({ ...defaultsOf(defaults), ...stored });
  return {
    get,
    async set(changes) {
      const next = { ...stored, ...understood(changes) };
      await writeFileAtomically(path, `${JSON.stringify(next, null, 2)}\n`);
      stored = next;
      return get();
    },
  };
}

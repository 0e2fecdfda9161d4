import type { Store } from '../store/store.ts';
import type { Emit } from './engine-events.ts';
import type { PathAccess } from './settings/path-access.ts';
import type { RunHistory } from './review/run-history.ts';
import type { SettingsFile } from './settings/settings-file.ts';

/** Moves files and folders to the system's trash; rejects where it does not take them. */
export type Trash = (paths: readonly string[]) => Promise<void>;

/** What the engine's domains share. */
export interface EngineParts {
  readonly host: 'electron' | 'browser';
  readonly libraryDirs: readonly string[];
  /** Whether another engine works on the cache, so that this one only looks. */
  readonly watches: boolean;
  readonly store: Store;
  readonly settings: SettingsFile;
  readonly access: PathAccess;
  readonly history: RunHistory;
  /** Takes what a person deletes. */
  readonly trash: Trash;
  readonly emit: Emit;
  /** One sentence that a person should read, and the log. */
  readonly notify: (sentence: string) => void;
}

import { readFileSync, writeFileSync } from 'node:fs';
import type { AppUpdater } from 'electron-updater';
import { z } from 'zod';
import type { AppTexts } from '../app-texts.ts';
import type { NoFeedReason, UpdateFeed } from './update-feed.ts';

/** What the person chose, kept in the app's folder for user data. */
const updateChoice = z.strictObject({ automatic: z.boolean() });

const betweenChecksMs = 24 * 3_600_000;

/** The part of electron-updater's AppUpdater that is used here. */
export type Updater = Pick<
  AppUpdater,
  | 'allowDowngrade'
  | 'autoDownload'
  | 'autoInstallOnAppQuit'
  | 'disableWebInstaller'
  | 'requestHeaders'
  | 'logger'
  | 'checkForUpdates'
  | 'downloadUpdate'
>;

/** What updates need of the rest of the app. */
export interface UpdatesOptions {
  readonly feed: UpdateFeed;
  readonly choiceFile: string;
  /** Loads electron-updater; called at the first check and never before. */
  readonly load: () => Promise<Updater>;
  readonly log: (line: string) => void;
  readonly texts: () => AppTexts;
  /** Shows a sentence. */
  readonly tell: (message: string, detail?: string) => void;
  /** Asks the person; true: yes. */
  readonly confirm: (message: string, yes: string) => Promise<boolean>;
  /** `state` gives something else now. */
  readonly changed: () => void;
}

/** What the menu shows of updates. */
export type UpdatesState =
  | { readonly available: false; readonly reason: NoFeedReason }
  | { readonly available: true; readonly automatic: boolean; readonly checking: boolean };

/** Updates of the app: off until the person turns them on or asks. */
export interface Updates {
  readonly state: () => UpdatesState;
  /** The person asks; every outcome is told. */
  check(): Promise<void>;
  setAutomatic(automatic: boolean): void;
  /** Looks at once and then daily, if the person turned that on. */
  start(): void;
}

/**
 * Nothing is asked over a network but by `check`, or while the person's choice is "automatic". A downloaded update is
 * installed when the app is quit, so that no work is interrupted.
 */
export function createUpdates(options: UpdatesOptions): Updates {
  const { feed, log, texts, tell, changed } = options;
  let automatic = feed.usable && readChoice(options.choiceFile);
  let checking = false;
  let timer: ReturnType<typeof setInterval> | undefined;
  let updater: Promise<Updater> | null = null;

  async function load(): Promise<Updater> {
    return Object.assign(await options.load(), {
      allowDowngrade: false,
      autoDownload: false,
      autoInstallOnAppQuit: true,
      disableWebInstaller: true,
      // electron-updater would send a lasting id of this installation.
      requestHeaders: { 'x-user-staging-id': '' },
      logger: { info: log, warn: log, error: log },
    });
  }

  /** Looks for an update and downloads it; `asked`: by the person, who then decides and hears of every outcome. */
  async function lookForUpdate(asked: boolean): Promise<void> {
    const found = await (await (updater ??= load())).checkForUpdates();
    if (found?.isUpdateAvailable !== true) {
      if (asked) tell(texts().upToDate);
      return;
    }
    const { version } = found.updateInfo;
    if (asked && !(await options.confirm(texts().updateFound(version), texts().download))) return;
    await (await updater).downloadUpdate();
    log(`Version ${version} is downloaded and will be installed when the app is quit.`);
    if (asked) tell(texts().updateReady(version));
  }

  async function check(asked: boolean): Promise<void> {
    if (!feed.usable || checking) return;
    checking = true;
    changed();
    try {
      await lookForUpdate(asked);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      log(`The update failed: ${message}`);
      if (asked) tell(texts().updateFailed, message.split('\n')[0]);
    } finally {
      checking = false;
      changed();
    }
  }

  function schedule(): void {
    clearInterval(timer);
    if (!automatic) return;
    void check(false);
    timer = setInterval(() => void check(false), betweenChecksMs);
    timer.unref();
  }

  return {
    state: () =>
      feed.usable ? { available: true, automatic, checking } : { available: false, reason: feed.reason },
    check: () => check(true),
    setAutomatic(next) {
      if (!feed.usable) return;
      automatic = next;
      keepChoice(options.choiceFile, next, log);
      schedule();
      changed();
    },
    start: schedule,
  };
}

/** A file that is missing or damaged means: off. */
function readChoice(path: string): boolean {
  try {
    const parsed = updateChoice.safeParse(JSON.parse(readFileSync(path, 'utf8')));
    return parsed.success && parsed.data.automatic;
  } catch {
    return false;
  }
}

function keepChoice(path: string, automatic: boolean, log: (line: string) => void): void {
  try {
    writeFileSync(path, JSON.stringify({ automatic } satisfies z.infer<typeof updateChoice>));
  } catch (error) {
    log(`The choice about updates holds for this session only: ${String(error)}`);
  }
}

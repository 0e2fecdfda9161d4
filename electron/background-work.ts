import { Menu, Tray, nativeImage } from 'electron';
import type { BrowserWindow } from 'electron';
import type { AppTexts } from './app-texts.ts';
import type { CloseQuestion } from './window/close-question.ts';

/** What closing the window depends on. */
export interface BackgroundWorkOptions {
  readonly icon: string;
  readonly platform: NodeJS.Platform;
  readonly texts: () => AppTexts;
  /** Whether a clip runs. */
  readonly working: () => boolean;
  readonly question: CloseQuestion;
  /** Shows the window again. */
  readonly show: () => void;
  readonly pause: () => void;
  readonly quit: () => void;
}

/** Work that goes on while no window shows it. */
export interface BackgroundWork {
  /** Asks before `window` closes while a clip runs. */
  watch(window: BrowserWindow): void;
  /** The window is shown: the sign beside the clock goes. */
  shown(): void;
  /** The app quits: nothing is asked any more. */
  quitting(): void;
}

/**
 * Closing the window while a clip runs asks: keep working, with a sign beside the clock that leads back, or stop and quit.
 * On macOS apps stay when their windows close, so nothing has to be asked there.
 */
export function createBackgroundWork(options: BackgroundWorkOptions): BackgroundWork {
  const { texts } = options;
  let tray: Tray | null = null;
  let quits = false;
  let asking = false;

  function hide(window: BrowserWindow): void {
    window.hide();
    if (tray !== null) return;
    tray = new Tray(nativeImage.createFromPath(options.icon).resize({ width: 22 }));
    const { trayTip, trayOpen, pauseQueue, trayQuit } = texts();
    tray.setToolTip(trayTip);
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: trayOpen, click: options.show },
        { label: pauseQueue, click: options.pause },
        { type: 'separator' },
        { label: trayQuit, click: options.quit },
      ]),
    );
    tray.on('click', options.show);
  }

  async function ask(window: BrowserWindow): Promise<void> {
    const answer = await options.question.ask(window);
    if (answer === 'keepWorking') hide(window);
    else if (answer === 'stopAndQuit') options.quit();
  }

  return {
    watch(window) {
      window.on('close', (event) => {
        if (quits || options.platform === 'darwin' || !options.working()) return;
        event.preventDefault();
        // In a window that is minimized nobody would see the question.
        options.show();
        if (asking) {
          options.question.repeat();
          return;
        }
        asking = true;
        void ask(window).finally(() => (asking = false));
      });
    },
    shown() {
      tray?.destroy();
      tray = null;
    },
    quitting() {
      quits = true;
    },
  };
}

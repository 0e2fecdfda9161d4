import { Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';
import type { EngineClient } from '../native/api/contract.ts';
import type { AppTexts } from './app-texts.ts';
import { watchQueue } from './queue-signs.ts';
import type { QueueSigns } from './queue-signs.ts';

/** What the signs are shown on, and whether a notification is wished for. */
export interface WorkSignsOptions {
  readonly window: () => BrowserWindow | null;
  readonly texts: () => AppTexts;
  readonly notifyAtEnd: () => boolean;
}

/** Shows the queue on the taskbar, keeps the machine awake while it works, and notifies at its end who looks elsewhere. */
export function showWork(engine: EngineClient, options: WorkSignsOptions): void {
  const watch = watchQueue();
  let blocker: number | null = null;

  function stayAwake(working: boolean): void {
    if (working && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (!working && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  }

  function show({ fraction, working, ended }: QueueSigns): void {
    stayAwake(working);
    // -1 takes the bar away.
    options.window()?.setProgressBar(fraction ?? -1);
    const watched = options.window()?.isFocused() === true;
    if (ended === null || watched || !options.notifyAtEnd() || !Notification.isSupported()) return;
    const { finished, finishedBody } = options.texts();
    const note = new Notification({ title: finished, body: finishedBody(ended.done, ended.failed) });
    note.on('click', () => options.window()?.show());
    note.show();
  }

  engine.on('queue.changed', (queue) => show(watch.changed(queue)));
  engine.on('queue.progress', ({ id, progress }) => show(watch.progressed(id, progress.fraction)));
}

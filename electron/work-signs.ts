import { Notification, powerSaveBlocker } from 'electron';
import type { BrowserWindow } from 'electron';
import type { EngineConnection } from '../native/api/transport/client.ts';
import type { AppTexts } from './app-texts.ts';
import { watchQueue } from './queue-signs.ts';
import type { QueueSigns } from './queue-signs.ts';

/** What the signs are shown on, and whether a notification is wished for. */
export interface WorkSignsOptions {
  readonly window: () => BrowserWindow | null;
  readonly texts: () => AppTexts;
  readonly notifyAtEnd: () => boolean;
  /** Brings the window to the front, or opens one. */
  readonly show: () => void;
}

/** Shows the queue on the taskbar, keeps the machine awake while it works, and notifies at its end who looks elsewhere. */
export function showWork(
  engine: EngineConnection,
  options: WorkSignsOptions,
): { readonly working: () => boolean } {
  const watch = watchQueue();
  let blocker: number | null = null;
  let note: Notification | null = null;
  let busy = false;

  function stayAwake(working: boolean): void {
    if (working && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    else if (!working && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  }

  function show({ fraction, working, ended }: QueueSigns): void {
    busy = working;
    stayAwake(working);
    // -1 takes the bar away.
    options.window()?.setProgressBar(fraction ?? -1);
    const watched = options.window()?.isFocused() === true;
    if (ended === null || watched || !options.notifyAtEnd() || !Notification.isSupported()) return;
    const { finished, finishedBody } = options.texts();
    // Held, for one that is collected does not hear of its click.
    note = new Notification({ title: finished, body: finishedBody(ended.done, ended.failed) });
    note.on('click', () => options.show());
    note.show();
  }

  engine.onState((state) => {
    if (state === 'lost') {
      // Nothing works while the engine is away; it may not come back.
      busy = false;
      stayAwake(false);
      options.window()?.setProgressBar(-1);
    } else if (state === 'open')
      engine.call('queue.list', {}).then(
        (queue) => show(watch.changed(queue)),
        () => undefined,
      );
  });
  engine.on('queue.changed', (queue) => show(watch.changed(queue)));
  engine.on('queue.progress', ({ id, progress }) => show(watch.progressed(id, progress.fraction)));
  return { working: () => busy };
}

import { useEffect, useEffectEvent, useRef } from 'react';
import type { QueueItem } from '../../native/api/queue.ts';
import { useMessages } from '../i18n/i18n.tsx';
import { useApp, useSettings } from '../state/app-context.ts';
import { valueOf } from '../state/resource.ts';

const isUnderWay = ({ state }: QueueItem) =>
  state === 'running' || state === 'waiting' || state === 'interrupted';

/** Tells by the browser's notification that the queue has ended while the page was hidden; Electron's main process does it there. */
export function useEndNotification(): void {
  const { host, queue } = useApp();
  const { settings: texts, common } = useMessages();
  const wanted = valueOf(useSettings())?.notifyAtEnd === true && host === null;
  const wasRunning = useRef(false);
  const look = useEffectEvent(() => {
    const items = valueOf(queue.get())?.items;
    if (items === undefined) return;
    const running = items.some(({ state }) => state === 'running');
    const ended = wasRunning.current && !items.some(isUnderWay);
    wasRunning.current = running;
    if (!ended || !wanted || !document.hidden || !('Notification' in window)) return;
    if (Notification.permission !== 'granted') return;
    const done = items.filter(({ state }) => state === 'done').length;
    new Notification(texts.queueEnded.title, { body: texts.queueEnded.text(common.units.clips(done)) });
  });
  // Listened to, not rendered: the whole window would be rendered again with every step of a clip's progress.
  useEffect(() => queue.subscribe(() => look()), [queue]);
}

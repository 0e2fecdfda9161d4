import { fetchedPictures } from '../../renderer/client/port-pictures.ts';
import { startApp } from '../../renderer/start-app.tsx';
import { createFakeEngine } from './fake-engine.ts';

// The queue with 500 clips; `window.tellProgress(frame)` is what a running clip tells of each of its 10,000 frames.
const engine = createFakeEngine({ clipCount: 500 });
const total = 10_000;
Object.assign(window, {
  tellProgress: (done: number) =>
    engine.emit('queue.progress', {
      id: 1,
      progress: {
        stage: 'flow',
        done,
        total,
        fraction: done / total,
        etaSec: (total - done) / 10,
        note: null,
      },
    }),
});
const mediaUrl = (path: string) => `/media/${path}`;
startApp(
  document.getElementById('root')!,
  { engine, mediaUrl, loadPicture: fetchedPictures(mediaUrl), upload: null },
  null,
);

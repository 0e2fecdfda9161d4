import { fetchedPictures } from '../../renderer/client/port-pictures.ts';
import { startApp } from '../../renderer/start-app.tsx';
import { createFakeEngine } from './fake-engine.ts';

// The queue with 500 clips, or as many as `?elsewhere=` says that other computers run; `window.tellProgress(frame)` is what the
// running clips tell of each of their 10,000 frames.
const remoteCount = Number(new URLSearchParams(window.location.search).get('elsewhere') ?? 0);
const elsewhere = remoteCount > 0;
const engine = createFakeEngine({ clipCount: elsewhere ? remoteCount : 500, elsewhere });
const total = 10_000;
Object.assign(window, {
  tellProgress(done: number) {
    const etaSec = (total - done) / 10;
    const progress = { stage: 'flow', done, total, fraction: done / total, etaSec, note: null };
    const clips = Array.from({ length: 100 }, (_, index) => ({ id: index + 1, progress }));
    if (elsewhere) engine.emit('queue.progressElsewhere', { clips });
    else engine.emit('queue.progress', { id: 1, progress });
  },
});
const mediaUrl = (path: string) => `/media/${path}`;
startApp(
  document.getElementById('root')!,
  { engine, mediaUrl, loadPicture: fetchedPictures(mediaUrl), upload: null },
  null,
);

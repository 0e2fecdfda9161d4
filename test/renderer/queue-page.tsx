import { fetchedPictures } from '../../renderer/client/port-pictures.ts';
import { startApp } from '../../renderer/start-app.tsx';
import { createFakeEngine } from './fake-engine.ts';

// The queue with 500 clips, or as many as `?elsewhere=` says that other computers run; `window.tellProgress(frame)` is what the
// running clips tell of each of their 10,000 frames.
const remoteCount = Number(new URLSearchParams(window.location.search).get('elsewhere') ?? 0);
const elsewhere = remoteCount > 0;
const worker = {
  program: 'fodvid 0.1.0 (3f2a91c0)',
  provider: 'cuda',
  slots: 1,
  running: [],
  doneCount: 3,
  framesPerSec: 6.4,
  trouble: null,
  refusal: null,
};
const progress = { stage: 'flow', done: 1, total: 4, fraction: 0.25, etaSec: 60, note: null };
const joined = {
  queue: { url: 'redis://10.0.0.5:6379', caFile: null, folders: [{ shared: '/mnt/a', local: '/mnt/a' }] },
  hasPassword: true,
  link: 'connected',
  failure: null,
  program: worker.program,
  counts: { waiting: 9_900, running: 100, done: 0, failed: 0 },
  workers: [
    { ...worker, id: '1', name: 'render-0', running: [{ id: 'a', name: 'A000', progress }] },
    { ...worker, id: '2', name: 'render-1', trouble: { error: 'The shared folder is gone' } },
    {
      ...worker,
      id: '3',
      name: 'old',
      program: 'fodvid 0.0.9 (77c1d0e2)',
      refusal: { error: 'Install the same version.' },
    },
  ],
  handing: null,
};
const engine = createFakeEngine({
  clipCount: elsewhere ? remoteCount : 500,
  elsewhere,
  ...(elsewhere ? { answers: { 'computers.state': joined } } : {}),
});
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

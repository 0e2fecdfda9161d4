import { startApp } from '../../renderer/start-app.tsx';
import { createFakeEngine } from './fake-engine.ts';

const engine = createFakeEngine({ clipCount: 500 });
Object.assign(window, { fakeEngine: engine });
startApp(
  document.getElementById('root')!,
  { engine, mediaUrl: (path) => `/media/${path}`, upload: null },
  null,
);

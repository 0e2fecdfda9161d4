import { fetchedPictures } from '../../renderer/client/port-pictures.ts';
import { startApp } from '../../renderer/start-app.tsx';
import { createFakeEngine } from './fake-engine.ts';
import { fakeRun } from './fake-run.ts';

// The address says what the run is like, how many of them there are, and whether each is of a clip of its own:
// ?frames=48&width=854&height=480&runs=1&clips=own
const asked = new URLSearchParams(location.search);
const number = (name: string, otherwise: number) => Number(asked.get(name) ?? otherwise);
const run = fakeRun({
  frameCount: number('frames', 48),
  widthPx: number('width', 854),
  heightPx: number('height', 480),
});
const worst = run.frames
  .map((facts, frame) => ({ run: run.summary, frame, facts, layers: run.layers, revision: run.revision }))
  .filter(({ facts }) => (facts.J ?? 1) < 0.5)
  .slice(0, 20);

const engine = createFakeEngine({
  clipCount: 0,
  answers: {
    'runs.list': {
      runs: Array.from({ length: number('runs', 1) }, (_, index) => ({
        ...run.summary,
        id: index + 1,
        ...(asked.get('clips') === 'own' && index > 0
          ? { clip: `/clips/ground${index}.mp4`, name: `ground${index}`, frameCount: 4 }
          : {}),
      })),
    },
    'runs.get': run,
    'gallery.worst': { frames: worst, lockedLeftOut: 0 },
    'export.formats': {
      formats: [
        {
          id: 'matte-png',
          title: 'Matte as PNG sequence',
          description: 'One PNG per frame.',
          kind: 'sequence',
        },
      ],
      tools: [],
    },
  },
});
const mediaUrl = (path: string) => `/media/${path}`;
startApp(
  document.getElementById('root')!,
  { engine, mediaUrl, loadPicture: fetchedPictures(mediaUrl), upload: null },
  null,
);

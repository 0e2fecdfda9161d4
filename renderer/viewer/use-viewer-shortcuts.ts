import { useShortcut } from '../shortcuts/use-shortcut.ts';
import { nextMoment, worstMoments } from '../measures/run-series.ts';
import { useFixCalls } from '../fixes/use-fix-calls.ts';
import { actualSize, fitStage, panStage, zoomStep } from './stage/stage-zoom.ts';
import { useViewer } from './viewer-context.ts';

/** How far a key moves the picture, in CSS pixels. */
const panPx = 60;

function usePlayShortcuts(): void {
  const { session, run } = useViewer();
  const { player } = session;
  const last = run.timesSec.length - 1;
  useShortcut('playOrPause', () => player.toggle());
  useShortcut('shuttleBack', () => player.shuttle(-1));
  useShortcut('shuttleStop', () => player.pause());
  useShortcut('shuttleForward', () => player.shuttle(1));
  useShortcut('stepBack', () => player.step(-1));
  useShortcut('stepForward', () => player.step(1));
  useShortcut('leapBack', () => player.step(-10));
  useShortcut('leapForward', () => player.step(10));
  useShortcut('firstFrame', () => player.step(-last));
  useShortcut('lastFrame', () => player.step(last));
  useShortcut('loop', () => player.setLoop(!player.state.get().loop));
  useShortcut('markIn', () => {
    const first = player.frame.get();
    player.setRange({ first, last: Math.max(first, player.state.get().range.last) });
  });
  useShortcut('markOut', () => {
    const end = player.frame.get();
    player.setRange({ first: Math.min(end, player.state.get().range.first), last: end });
  });
  useShortcut('clearMarks', () => player.setRange({ first: 0, last }));
}

function useGoShortcuts(): void {
  const { session, run } = useViewer();
  const { player } = session;
  const goTo = (frame: number) => player.step(frame - player.frame.get());
  useShortcut('nextShot', () => {
    const here = player.frame.get();
    goTo(run.sceneCuts.find((cut) => cut > here) ?? run.timesSec.length - 1);
  });
  useShortcut('previousShot', () => {
    const here = player.frame.get();
    goTo(run.sceneCuts.findLast((cut) => cut < here) ?? 0);
  });
  useShortcut('nextWorst', () => {
    goTo(nextMoment(worstMoments(run.frames, 100), player.frame.get()) ?? player.frame.get());
  });
}

function useLookShortcuts(): void {
  const { session, run } = useViewer();
  useShortcut('single', () => session.choose({ mode: 'single' }));
  useShortcut('sideBySide', () => session.choose({ mode: 'side' }));
  useShortcut('wipe', () => session.choose({ mode: 'wipe' }));
  useShortcut('blend', () => session.choose({ mode: 'blend' }));
  useShortcut('showAlpha', () => {
    const isAlpha = session.shownChoices().first === 'matte';
    session.choose({ mode: 'single', first: isAlpha ? 'cutout' : 'matte' });
  });
  useShortcut('chooseLayer', (key) => {
    const layer = run.layers[(Number(key) + 9) % 10];
    if (layer !== undefined) session.choose({ first: layer });
  });
  useShortcut('swapLayers', () => {
    const { first, second } = session.shownChoices();
    session.choose({ first: second, second: first });
  });
  useShortcut('fit', () => fitStage(session));
  useShortcut('actualSize', () => actualSize(session));
  useShortcut('zoomIn', () => zoomStep(session, 1));
  useShortcut('zoomOut', () => zoomStep(session, -1));
  useShortcut('panLeft', () => panStage(session, { x: panPx, y: 0 }));
  useShortcut('panRight', () => panStage(session, { x: -panPx, y: 0 }));
  useShortcut('panUp', () => panStage(session, { x: 0, y: panPx }));
  useShortcut('panDown', () => panStage(session, { x: 0, y: -panPx }));
  useShortcut('showPanel', () => session.choose({ panelOpen: !session.choices.get().panelOpen }));
}

/** All keys of the viewer; shortcut-list.ts names them. */
export function useViewerShortcuts(): void {
  const { session, run } = useViewer();
  const { lock } = useFixCalls();
  usePlayShortcuts();
  useGoShortcuts();
  useLookShortcuts();
  const takeBrush = (tool: 'add' | 'remove') => {
    session.choose({ panelOpen: true });
    session.setBrush({ tool: session.brush.get().tool === tool ? null : tool });
  };
  useShortcut('brushAdd', () => takeBrush('add'));
  useShortcut('brushRemove', () => takeBrush('remove'));
  useShortcut('lockFrame', () => {
    const frame = session.player.frame.get();
    void lock([frame], !(run.frames[frame]?.locked ?? false));
  });
}

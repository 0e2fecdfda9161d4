import { layers, type FrameFacts, type RunDetails } from '../../native/api/runs.ts';
import { resolveRunConfig } from '../../native/api/run-config.ts';

/** What a fake run is like. */
export interface FakeRunOptions {
  readonly frameCount: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Every seventeenth frame is bad; some are locked, some fixed. */
function factsOf(frame: number): FrameFacts {
  const J = frame % 17 === 5 ? 0.4 : 0.86 + 0.08 * Math.sin(frame / 7);
  return {
    confidence: J - 0.04,
    stability: 0.92 + 0.05 * Math.sin(frame / 3),
    area: 0.13 + 0.04 * Math.sin(frame / 9),
    J,
    F: J - 0.06 + 0.03 * Math.sin(frame),
    locked: frame >= 30 && frame < 36,
    fixed: frame >= 10 && frame < 14,
  };
}

/** A refined run with ground truth, of 24 frames per second and one scene cut, that has every layer. */
export function fakeRun({ frameCount, widthPx, heightPx }: FakeRunOptions): RunDetails {
  const summary: RunDetails['summary'] = {
    id: 1,
    clip: '/clips/A003_C017_0412QX_rooftop_wide_take-03_graded.mp4',
    name: 'A003_C017_0412QX_rooftop_wide_take-03_graded',
    outDir: '/results/A003',
    finishedMs: 1_764_000_000_000,
    frameCount,
    firstFrame: 0,
    widthPx,
    heightPx,
    timeSec: 42,
    config: resolveRunConfig({}),
    refined: true,
    meanConfidence: 0.82,
    meanStability: 0.92,
    verdict: { grade: 'good', score: 0.8, reasons: [] },
    decision: null,
    confidence: [0.8, 0.9],
    meanJ: 0.86,
    meanF: 0.8,
    present: true,
    unlearned: false,
    revision: 1,
  };
  return {
    summary,
    timesSec: Array.from({ length: frameCount }, (_, frame) => frame / 24),
    startSec: 0,
    sceneCuts: frameCount > 30 ? [Math.floor(frameCount * 0.6)] : [],
    frames: Array.from({ length: frameCount }, (_, frame) => factsOf(frame)),
    fixes: [],
    heldOut: [],
    layers: [...layers],
    truthDir: '/data/truth',
    attributes: [],
    provider: 'cpu',
    versions: { fodvid: '0.1.0' },
    timeSecPerStage: { flow: 12, cut: 4 },
    learningCurve: Array.from({ length: 200 }, (_, step) => ({
      step,
      lossOwn: 0.7 * Math.exp(-step / 60) + 0.08,
      lossWarped: step < 100 ? null : 0.4,
    })),
    revision: 1,
  };
}

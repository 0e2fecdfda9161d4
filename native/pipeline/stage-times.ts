import type { Encoder, Flow, RunConfig } from '../api/run-config.ts';
import { refinePresets, stepsOf } from '../refine/presets.ts';

/** Seconds that the flows of a frame to its neighbours take on two cores, of what was seen there; only shares matter long. */
const flowSec: Readonly<Record<Flow, number>> = { embedded: 0.08, arflow: 0.8, gmflow: 2.8 };
/** The features of a frame and of its flow. */
const encoderSec: Readonly<Record<Encoder, number>> = {
  embedded: 0.06,
  'dino-vits16': 0.5,
  'dino-vits8': 2.4,
  'dino-vitb16': 1.8,
  'dino-vitb8': 9,
};
/** Stages that take the same of every configuration. */
const frameSec = {
  shots: 0.01,
  cut: 0.024,
  foreground: 0.05,
  separation: 0.08,
  filter: 0.05,
  contours: 0.15,
  masks: 0.1,
  measures: 0.007,
};
const crfSec = 0.5;
const refinementSec = { pairs: 0.1, inference: 0.11 };
const trainingStepSec = { compact: 0.14, paper: 15 } as const;

/** Which preset of the refinement a configuration trains by. */
export const refinementKind = ({ encoder, preset }: RunConfig): keyof typeof refinePresets =>
  encoder !== 'embedded' && preset === 'paper' ? 'paper' : 'compact';

/** The steps of the training of one clip; 0 where nothing is trained. */
export const trainingSteps = (config: RunConfig, frames: number): number =>
  config.refine ? stepsOf(refinePresets[refinementKind(config)], config.epochs, frames) : 0;

/**
 * Seconds that each stage of a run is expected to take on two cores, which tells their shares on any machine: the
 * weights of the progress, and the estimate before anything was measured.
 */
export function expectedStageSec(config: RunConfig, frames: number) {
  const { flow, warpFlow, encoder, refine, crf } = config;
  const ofFrames = (sec: number) => sec * frames;
  const settles = encoder === 'embedded';
  return {
    shots: ofFrames(frameSec.shots),
    // The frame's own features come in the pass of the flow, those of its motion after it.
    flow: ofFrames(flowSec[flow] + encoderSec[encoder] / 2),
    motion: ofFrames(encoderSec[encoder] / 2),
    cut: ofFrames(frameSec.cut),
    foreground: ofFrames(frameSec.foreground),
    separation: settles ? ofFrames(frameSec.separation) : 0,
    filter: settles ? ofFrames(frameSec.filter) : 0,
    contours: settles ? ofFrames(frameSec.contours) : 0,
    warpFlow: refine && warpFlow !== flow ? ofFrames(flowSec[warpFlow]) : 0,
    pairs: refine ? ofFrames(refinementSec.pairs) : 0,
    training: trainingSteps(config, frames) * trainingStepSec[refinementKind(config)],
    inference: refine ? ofFrames(refinementSec.inference) : 0,
    refinedSeparation: refine && settles ? ofFrames(frameSec.separation) : 0,
    refinedFilter: refine && settles ? ofFrames(frameSec.filter) : 0,
    refinedContours: refine && settles ? ofFrames(frameSec.contours) : 0,
    masks: ofFrames(frameSec.masks + (crf ? crfSec : 0)),
    measures: ofFrames(frameSec.measures),
  };
}

/** The stages that have a progress of their own. */
export type RunStage = keyof ReturnType<typeof expectedStageSec>;

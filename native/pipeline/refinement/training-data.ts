import type { TensorData } from '../../onnx/data-type.ts';
import type { FlowField } from '../../raster/types.ts';
import type { TrainingFrames } from '../../refine/training-batch.ts';
import { readFlowAt } from '../../runs/stored/stored-flows.ts';
import { recall, recallFlows } from '../../runs/stored/recall.ts';
import type { RefineWork } from './refine-work.ts';
import { neighbourOffsets } from '../../runs/shots.ts';

/** What the network sees of a frame, as it lies in the store. */
export function recallInput({ work, segmenter, keys }: RefineWork, index: number): TensorData {
  const bytes = recall(work, keys.input(index), 'picture', index);
  return segmenter.input.dtype === 'float16' ? new Uint16Array(bytes.slice().buffer) : bytes;
}

/** A frame's pseudo mask at the resolution of the logits. */
export const recallTarget = ({ work, keys }: RefineWork, index: number): Uint8Array =>
  recall(work, keys.target(index), 'pseudo mask', index);

/** The flow between neighbours at the resolution of the logits. */
const recallFlow = ({ work, segmenter }: RefineWork, index: number, offset: number): FlowField =>
  readFlowAt(recallFlows(work, index), offset, segmenter.output)!;

/** The clip as the trainer reads it: from the store, frame by frame as they are drawn. */
export function trainingFrames(refine: RefineWork, usable: readonly number[]): TrainingFrames {
  const { work } = refine;
  const isUsable = new Set(usable);
  return {
    usable,
    neighbours: (index) =>
      neighbourOffsets(work.shots, index).filter((offset) => isUsable.has(index + offset)),
    input: (index) => recallInput(refine, index),
    target: (index) => recallTarget(refine, index),
    flow: (index, offset) => recallFlow(refine, index, offset),
  };
}

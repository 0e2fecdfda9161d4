import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { usageError, failedError, throwIfCancelled } from '../base/errors.ts';
import type { StageContext } from '../base/context.ts';
import { openRun, type Run } from '../runs/run.ts';
import { storedSoftMask } from '../runs/keys/refinement-keys.ts';
import { neighbourOffsets } from '../runs/shots.ts';
import { cutFromBytes } from '../runs/stored/stored-cut.ts';
import type { Store } from '../store/store.ts';
import { npzBytes } from '../weights/formats/npz.ts';
import { type TensorToWrite, writeSafetensors } from '../weights/formats/safetensors.ts';
import { sourceIndex } from '../video/clip.ts';
import { writeFileAtomically } from '../base/atomic-file.ts';
import { readRun, runFolders } from './verify-run.ts';

/** The file formats of exported tensors. */
export const tensorFormats = ['npz', 'safetensors'] as const;
export type TensorFormat = (typeof tensorFormats)[number];

/** What is exported, of which run, as what. */
export interface ExportTensorsOptions {
  readonly runDir: string;
  readonly outDir: string;
  readonly format: string;
}

type Tensors = Record<string, TensorToWrite>;

const bytesOf = (store: Store, key: string): Uint8Array<ArrayBuffer> | null => {
  const bytes = store.getBlob(key);
  return bytes === undefined ? null : Uint8Array.from(bytes);
};

/** A frame's patch features, float16 [rows, cols, D]. */
function featuresOf(bytes: Uint8Array<ArrayBuffer>, { geometry: { grid } }: Run): TensorToWrite {
  const dim = bytes.length / 2 / (grid.rows * grid.cols);
  return { dtype: 'F16', shape: [grid.rows, grid.cols, dim], data: new Uint16Array(bytes.buffer) };
}

/** A frame's flows to its neighbours, float16 [n, 2, H, W], and which these are. */
function flowsOf(
  bytes: Uint8Array<ArrayBuffer>,
  { geometry: { flow } }: Run,
  offsets: readonly number[],
): Tensors {
  return {
    flow: {
      dtype: 'F16',
      shape: [offsets.length, 2, flow.heightPx, flow.widthPx],
      data: new Uint16Array(bytes.buffer),
    },
    flow_offsets: { dtype: 'I32', shape: [offsets.length], data: Int32Array.from(offsets) },
  };
}

/** All that the cache holds of a frame; throws where it holds nothing any more. */
function frameTensors(run: Run, store: Store, index: number): Tensors {
  const { keys, geometry, shots, report } = run;
  const tensors: Tensors = {};
  const appearance = bytesOf(store, keys.appearance(index));
  const motion = bytesOf(store, keys.motion(index));
  const flow = bytesOf(store, keys.flow(index));
  const cut = bytesOf(store, keys.cut(index));
  if (appearance !== null) tensors['appearance'] = featuresOf(appearance, run);
  if (motion !== null) tensors['motion'] = featuresOf(motion, run);
  if (flow !== null) Object.assign(tensors, flowsOf(flow, run, neighbourOffsets(shots, index)));
  if (cut !== null) {
    const { rows, cols } = geometry.grid;
    tensors['eigenvector'] = { dtype: 'F32', shape: [rows, cols], data: cutFromBytes(cut).eigenvector };
  }
  const softKey = report.refinement?.softMaskKeys[index];
  const soft = softKey === undefined ? null : storedSoftMask(run, softKey, store);
  if (soft !== null)
    tensors['soft_mask'] = { dtype: 'F32', shape: [soft.heightPx, soft.widthPx], data: soft.data };
  if (Object.keys(tensors).length === 0)
    throw failedError(
      `The cache holds nothing of frame ${index} of ${report.clip} any more; run the clip again with --force.`,
    );
  return tensors;
}

function checkedFormat(name: string): TensorFormat {
  const known = tensorFormats.find((format) => format === name);
  if (known === undefined)
    throw usageError(`The option format is '${name}'; it must be one of ${tensorFormats.join(', ')}.`);
  return known;
}

/**
 * Writes what a run has computed as tensors, a file for each frame, `outDir/00000.npz`: `appearance` and `motion`
 * [rows, cols, D], `flow` [n, 2, H, W] to the frames at `flow_offsets`, `eigenvector` [rows, cols] and, of a refined
 * run, `soft_mask` [h, w]. Returns the files. Throws where the run or its cache entries are gone.
 */
export async function exportTensors(
  { runDir, outDir, format }: ExportTensorsOptions,
  store: Store,
  { signal, progress }: StageContext,
): Promise<string[]> {
  const kind = checkedFormat(format);
  const [folder] = await runFolders(runDir);
  const report = await readRun(folder!);
  const run = openRun(report, folder!);
  await mkdir(outDir, { recursive: true });
  const files: string[] = [];
  for (let index = 0; index < report.frameCount; index++) {
    throwIfCancelled(signal);
    const tensors = frameTensors(run, store, index);
    const path = join(outDir, `${String(sourceIndex(run.clip, index)).padStart(5, '0')}.${kind}`);
    if (kind === 'npz') await writeFileAtomically(path, npzBytes(tensors));
    else await writeSafetensors(path, tensors);
    files.push(path);
    progress.report(index + 1, report.frameCount);
  }
  return files;
}

import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { failedError } from '../base/errors.ts';
import { regionSimilarity } from '../metrics/region-similarity.ts';
import type { RunClip, RunServices } from '../pipeline/run-types.ts';
import { readMask } from '../raster/image-file.ts';
import { machineKind, programDigest } from '../runs/provenance/program-digest.ts';
import type { RunReport } from '../runs/report.ts';
import { maskFileName } from '../runs/run-folder.ts';
import { readRun } from './verify-run.ts';

/** How a run that was done again compares with the first one. */
export interface RerunReport {
  readonly runDir: string;
  readonly outDir: string;
  readonly identical: boolean;
  /** Frames whose masks differ, and the overlap of both (J, 0..1). */
  readonly different: readonly { readonly frame: string; readonly overlap: number }[];
  /** What was not as in the first run: sentences. */
  readonly reasons: readonly string[];
}

/** What differs in what went into both runs, one sentence each. */
function differencesOf(first: RunReport, again: RunReport): string[] {
  const sentences: string[] = [];
  for (const [name, digest] of Object.entries(first.digests)) {
    const now = again.digests[name];
    if (now === undefined) sentences.push(`The first run used ${name}, this one did not.`);
    else if (now !== digest)
      sentences.push(
        name === 'clip'
          ? 'The clip is not the same: its content has changed.'
          : `The weights of ${name} differ.`,
      );
  }
  for (const [name, version] of Object.entries(first.versions))
    if (again.versions[name] !== version)
      sentences.push(`${name} was ${version} and is ${again.versions[name] ?? 'not there'}.`);
  if (first.program !== '' && first.program !== programDigest())
    sentences.push('The program’s sources are not those of the first run.');
  if (first.provider !== again.provider)
    sentences.push(`The networks ran on ${first.provider} and now on ${again.provider}.`);
  if (first.machine !== '' && first.machine !== machineKind())
    sentences.push(`The machine was another one (${first.machine}; this is ${machineKind()}).`);
  return sentences;
}

async function differentMasks(first: RunReport, runDir: string, again: RunReport) {
  const different: { frame: string; overlap: number }[] = [];
  for (let index = 0; index < first.frameCount; index++) {
    const frame = maskFileName((first.part?.firstFrame ?? 0) + index);
    const file = `masks/${frame}`;
    if (first.outputs[file] !== undefined && first.outputs[file] === again.outputs[file]) continue;
    const [before, now] = await Promise.all([
      readMask(join(runDir, file)),
      readMask(join(again.outDir, file)),
    ]);
    if (before.data.length !== now.data.length) different.push({ frame, overlap: 0 });
    else if (!before.data.every((value, i) => value === now.data[i]))
      different.push({ frame, overlap: regionSimilarity(before, now) });
  }
  return different;
}

/** The clip of a run must be where it was; its masks cannot be made again from anything else. */
async function requireClip({ clip }: RunReport): Promise<void> {
  await stat(clip).catch((cause: unknown) => {
    throw failedError(
      `The clip ${clip} of the run is no longer there; put it back, or run the clip again.`,
      {},
      { cause },
    );
  });
}

/**
 * Does a run again with the configuration of its run.json, into `outDir`, and compares: identical masks, or which frames
 * differ and what was not the same. Throws a sentence where run.json or the clip is missing.
 */
export async function rerun(
  reportPath: string,
  outDir: string,
  { runClip, ...services }: RunServices & { readonly runClip: RunClip },
): Promise<RerunReport> {
  const runDir = dirname(resolve(reportPath));
  const first = await readRun(runDir);
  await requireClip(first);
  const again = await runClip(first.clip, outDir, first.config, { ...services, force: true });
  const different = await differentMasks(first, runDir, again);
  const reasons = differencesOf(first, again);
  return { runDir, outDir, identical: different.length === 0, different, reasons };
}

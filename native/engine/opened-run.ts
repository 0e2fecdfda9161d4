import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { RunIdentity } from '../jobs/run-identity.ts';
import { reopenWork } from '../jobs/run-identity.ts';
import { maskFileName } from '../jobs/mask-file.ts';
import type { ClipInfo } from '../video/clip.ts';
import { listFrames } from '../video/frames-folder.ts';
import type { KnownRun } from './run-history.ts';

/** A finished run, opened: its report, its cache keys, the places of its files. */
export interface OpenedRun extends KnownRun {
  readonly identity: RunIdentity;
  readonly masksDir: string;
  /** The graph cut's masks beside refined ones; null where nothing was refined. */
  readonly graphCutDir: string | null;
  /** The clip as the run saw it; null where it is no longer there. */
  clip(): Promise<ClipInfo | null>;
}

/** Opens a run without any network: its report tells all that cache keys are made of. */
export function openRun({ record, facts }: KnownRun): OpenedRun {
  const refined = facts.refinement?.state === 'refined';
  return {
    record,
    facts,
    identity: reopenWork(facts),
    masksDir: join(record.outDir, 'masks'),
    graphCutDir: refined ? join(record.outDir, 'masks-graphcut') : null,
    clip: () => reopenClip({ record, facts }),
  };
}

/** A frame's mask that counts now. */
export const maskPath = ({ masksDir }: OpenedRun, index: number): string =>
  join(masksDir, maskFileName(index));

/** The times that the report tells, or evenly spaced ones. */
export const timesOf = ({ facts: { timesSec, frameCount } }: KnownRun): number[] =>
  timesSec.length === frameCount ? timesSec : Array.from({ length: frameCount }, (_, index) => index / 24);

async function reopenClip(run: KnownRun): Promise<ClipInfo | null> {
  const { facts } = run;
  const { frameCount, widthPx, heightPx, clip: path } = facts;
  const entry = await stat(path).catch(() => null);
  if (entry === null) return null;
  const timesSec = Float64Array.from(timesOf(run));
  const spanSec = timesSec.at(-1)! - timesSec[0]!;
  const frameRate = frameCount > 1 && spanSec > 0 ? (frameCount - 1) / spanSec : 24;
  const durationSec = frameCount / frameRate;
  const digest = facts.digests['clip'] ?? '';
  const shared = { path, frameCount, widthPx, heightPx, timesSec, frameRate, durationSec, digest };
  if (!entry.isDirectory()) return { ...shared, kind: 'video', name: basename(path, extname(path)) };
  const framePaths = await listFrames(path).catch(() => []);
  if (framePaths.length !== frameCount) return null;
  return { ...shared, kind: 'folder', name: basename(path), framePaths };
}

import { join } from 'node:path';
import type { RunIdentity } from '../../runs/run-identity.ts';
import { reopenWork } from '../../runs/run-identity.ts';
import { maskFileName } from '../../runs/mask-file.ts';
import { reopenClip } from '../../runs/reopen-clip.ts';
import type { ClipInfo } from '../../video/clip.ts';
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
    clip: () => reopenClip(facts),
  };
}

/** A frame's mask that counts now. */
export const maskPath = ({ masksDir }: OpenedRun, index: number): string =>
  join(masksDir, maskFileName(index));

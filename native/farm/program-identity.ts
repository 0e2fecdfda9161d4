import { createHash } from 'node:crypto';
import type { RunConfig } from '../api/run-config.ts';
import { stageVersions } from '../runs/keys/frame-keys.ts';
import { embeddedMotionId, embeddedWeights } from '../weights/library/embedded-weights.ts';
import { requireModels } from '../weights/library/models.ts';
import { refineVersions } from '../runs/keys/refinement-keys.ts';
import { versions } from '../runs/provenance/versions.ts';

/** What must be the same on all machines of a queue, so that all would compute the same masks. */
export interface ProgramIdentity {
  /** SHA-256 of the versions of the program, its stages and runtime, and of the weights that it comes with. */
  readonly digest: string;
  /** For people: `fodvid 0.1.0 (3f2a91c0)`. */
  readonly title: string;
}

/** The identity of this program. */
export async function programIdentity(): Promise<ProgramIdentity> {
  const { fodvid, onnxruntime } = versions();
  const { sha256 } = await embeddedWeights();
  const digest = createHash('sha256')
    .update(
      JSON.stringify([fodvid, onnxruntime, stageVersions, refineVersions, { [embeddedMotionId]: sha256 }]),
    )
    .digest('hex');
  return { digest, title: `fodvid ${fodvid} (${digest.slice(0, 8)})` };
}

/** SHA-256 of the published weights that a configuration needs, by model; throws naming those that are missing. */
export async function neededWeights({
  encoder,
  flow,
  warpFlow,
  refine,
}: RunConfig): Promise<Readonly<Record<string, string>>> {
  const ids = [encoder, flow, ...(refine ? [warpFlow] : [])].filter((id) => id !== 'embedded');
  const models = await requireModels(ids);
  return Object.fromEntries([...models].map(([id, { sha256 }]) => [id, sha256]));
}

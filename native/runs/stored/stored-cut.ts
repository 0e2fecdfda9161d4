import { bipartition } from '../../graphcut/bipartition.ts';
import type { FrameCut } from '../../graphcut/cut-types.ts';

/** An eigenvalue from which the graph holds no structure: all patches alike, or all unlike (a black frame, say). */
const STRUCTURELESS = 1 - 1e-6;

/** Whether a cut of this eigenvalue separates nothing. */
export const structureless = (eigenvalue: number): boolean => !(eigenvalue < STRUCTURELESS);

/** A frame's cut as it is cached. */
export interface StoredCut {
  /** The second-smallest eigenvector, [N], largest entry positive. */
  readonly eigenvector: Float32Array;
  /** Sides 0 and 1 by the eigenvector's mean, [N]; null where the graph holds no structure to cut along. */
  readonly partition: Uint8Array | null;
}

/** A cut as the cache keeps it: the eigenvalue and then the eigenvector, float32 [1 + N]. */
export function cutToBytes({
  eigenvalue,
  eigenvector,
}: Pick<FrameCut, 'eigenvalue' | 'eigenvector'>): Uint8Array {
  const values = new Float32Array(1 + eigenvector.length);
  values[0] = eigenvalue;
  values.set(eigenvector, 1);
  return new Uint8Array(values.buffer);
}

/** The cut in the bytes that `cutToBytes` made. */
export function cutFromBytes(bytes: Uint8Array): StoredCut {
  const values = new Float32Array(bytes.slice().buffer);
  const eigenvector = values.subarray(1);
  return { eigenvector, partition: structureless(values[0]!) ? null : bipartition(eigenvector) };
}

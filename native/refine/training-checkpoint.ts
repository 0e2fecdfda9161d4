import { failedError } from '../base/errors.ts';
import type { TrainingState } from '../onnx/autodiff/training-session.ts';
import { stateNames } from '../onnx/autodiff/training-step.ts';

/** Everything that the rest of a training depends on. */
export interface Checkpoint {
  /** The segmenter's id: another network's checkpoint does not fit. */
  readonly network: string;
  /** Steps done. */
  readonly step: number;
  /** The generator's state after the draws of these steps. */
  readonly random: number;
  /** Parts in which a batch is computed; their sums are rounded differently, so they belong to the state. */
  readonly parts: number;
  /** Weights, Adam's moments and counters. */
  readonly state: TrainingState;
}

const formatVersion = 1;

interface Header extends Omit<Checkpoint, 'state'> {
  readonly version: number;
  readonly sizes: readonly number[];
}

/** A checkpoint as bytes: the header's length (uint32, little-endian), the header as JSON, the state's vectors. */
export function encodeCheckpoint({ state, ...rest }: Checkpoint): Uint8Array {
  const sizes = stateNames.map((name) => state[name].length);
  const header = new TextEncoder().encode(JSON.stringify({ version: formatVersion, ...rest, sizes }));
  const bytes = new Uint8Array(4 + header.length + 4 * sizes.reduce((a, b) => a + b, 0));
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, 4);
  let at = 4 + header.length;
  for (const name of stateNames) {
    const { buffer, byteOffset, byteLength } = state[name];
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes;
}

const misfit = (reason: string) =>
  failedError(`The training's checkpoint does not fit: ${reason}; train again.`, {
    advice: 'Do so with --force.',
    stage: 'refine',
  });

/**
 * The checkpoint in the bytes that `encodeCheckpoint` made, for the segmenter with the id `network`. Throws a sentence
 * where it is another network's, or damaged.
 */
export function decodeCheckpoint(bytes: Uint8Array, network: string): Checkpoint {
  const length = bytes.length < 4 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = parseHeader(bytes.subarray(4, 4 + length));
  if (header === null) throw misfit('it is damaged');
  if (header.version !== formatVersion) throw misfit('another version of the program wrote it');
  if (header.network !== network) throw misfit(`it is of the network ${header.network}, not of ${network}`);
  const expected = 4 + length + 4 * header.sizes.reduce((a, b) => a + b, 0);
  if (header.sizes.length !== stateNames.length || bytes.length !== expected) throw misfit('it is cut short');
  let at = 4 + length;
  const vectors = header.sizes.map((size) => new Float32Array(bytes.slice(at, (at += 4 * size)).buffer));
  const state = Object.fromEntries(stateNames.map((name, i) => [name, vectors[i]!])) as Record<
    keyof TrainingState,
    Float32Array
  >;
  const { step, random, parts } = header;
  return { network, step, random, parts, state };
}

function parseHeader(bytes: Uint8Array): Header | null {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as Header;
  } catch {
    return null;
  }
}

import { type ErrorKind, type ErrorOrigin, FodvidError } from '../errors.ts';
import type { PatchFeatures } from '../raster/types.ts';
import { cutFrame } from './cut-frame.ts';
import type { FrameCut, FrameCutOptions } from './cut-types.ts';

/** What a worker thread is sent. */
export interface CutTask {
  readonly appearance: PatchFeatures;
  readonly flow: PatchFeatures;
  readonly options: FrameCutOptions;
}

/** What it answers. Between threads an error loses its class and fields: ours travel as data. */
export type CutAnswer =
  | { readonly cut: FrameCut }
  | { readonly error: { readonly kind: ErrorKind; readonly message: string; readonly origin: ErrorOrigin } };

/** Cuts one frame on a worker thread; the pool's entry point. */
export default async function cutTask({ appearance, flow, options }: CutTask): Promise<CutAnswer> {
  try {
    return { cut: await cutFrame(appearance, flow, options) };
  } catch (error) {
    if (!(error instanceof FodvidError)) throw error;
    return { error: { kind: error.kind, message: error.message, origin: error.origin } };
  }
}

import { z } from 'zod';

/** One call of the contract: what it takes and what it gives. */
export interface MethodContract {
  readonly params: z.ZodType;
  readonly result: z.ZodType;
}

/** Declares a method; both sides check messages against its schemas. */
export const method = <P extends z.ZodType, R extends z.ZodType>(params: P, result: R) => ({
  params,
  result,
});

/** No parameters, or nothing to give. */
export const nothing = z.strictObject({});

/** A file or folder on the engine's machine, an absolute path. */
export const pathText = z.string().min(1).max(4096);
export const frameIndex = z.int().min(0);
/** A number 0..1. */
export const share = z.number().min(0).max(1);
/** Frames from `first` to `last`, both included. */
export const frameRange = z.strictObject({ first: frameIndex, last: frameIndex });

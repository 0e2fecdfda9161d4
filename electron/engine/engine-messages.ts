import { z } from 'zod';

const id = z.int().min(0);
const header = z.string().max(4096).nullable();

/** A request for a picture or video, as the engine's process gets it. */
export const mediaRequest = z.strictObject({
  path: z.string().max(4096),
  range: header,
  ifNoneMatch: header,
});

/** What the main process says to the engine's process. */
export const toEngine = z.discriminatedUnion('kind', [
  /** A user interface's port comes along; `restartReason` says why its last one ended. */
  z.strictObject({ kind: z.literal('port'), restartReason: z.string().nullable() }),
  /** A message of the contract from the main process itself. */
  z.strictObject({ kind: z.literal('contract'), message: z.unknown() }),
  z.strictObject({ kind: z.literal('media'), id, request: mediaRequest }),
  z.strictObject({ kind: z.literal('close') }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** A picture or a part of a video in one piece. */
export const mediaResult = z.strictObject({
  status: z.union([
    z.literal(200),
    z.literal(206),
    z.literal(304),
    z.literal(404),
    z.literal(416),
    z.literal(500),
  ]),
  headers: z.record(z.string(), z.string()),
  body: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
});
export type MediaResult = z.infer<typeof mediaResult>;

/** What the engine's process says to the main process. */
export const fromEngine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  /** The engine cannot start; the process ends. */
  z.strictObject({ kind: z.literal('broken'), message: z.string() }),
  z.strictObject({ kind: z.literal('contract'), message: z.unknown() }),
  z.strictObject({ kind: z.literal('media'), id, result: mediaResult }),
  z.strictObject({ kind: z.literal('log'), line: z.string() }),
]);
export type FromEngine = z.infer<typeof fromEngine>;

/** What the engine's process is started with: its one argument, as JSON. */
export const engineHostOptions = z.strictObject({
  settingsFile: z.string(),
  defaultOutputDir: z.string(),
});
export type EngineHostOptions = z.infer<typeof engineHostOptions>;

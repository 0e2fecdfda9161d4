import { z } from 'zod';

/** What the main process says to the engine's process. */
export const toEngine = z.discriminatedUnion('kind', [
  /** A user interface's port comes along; `restartReason` says why its last one ended. */
  z.strictObject({ kind: z.literal('port'), restartReason: z.string().nullable() }),
  /** A message of the contract from the main process itself. */
  z.strictObject({ kind: z.literal('contract'), message: z.unknown() }),
  /** What became of a request for the trash: null, or why it did not take the files. */
  z.strictObject({ kind: z.literal('trashed'), id: z.int(), reason: z.string().nullable() }),
  z.strictObject({ kind: z.literal('close') }),
]);
export type ToEngine = z.infer<typeof toEngine>;

/** What the engine's process says to the main process. */
export const fromEngine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready') }),
  /** The engine cannot start; the process ends. */
  z.strictObject({ kind: z.literal('broken'), message: z.string() }),
  z.strictObject({ kind: z.literal('contract'), message: z.unknown() }),
  /** Files and folders for the system's trash, which only the main process reaches. */
  z.strictObject({ kind: z.literal('trash'), id: z.int(), paths: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('log'), line: z.string() }),
]);
export type FromEngine = z.infer<typeof fromEngine>;

/** What the engine's process is started with: its one argument, as JSON. */
export const engineHostOptions = z.strictObject({
  settingsFile: z.string(),
  defaultOutputDir: z.string(),
});
export type EngineHostOptions = z.infer<typeof engineHostOptions>;

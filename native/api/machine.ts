import { z } from 'zod';
import { providerFindings } from '../base/provider-names.ts';
import { computersQueue } from './computers.ts';
import { method, nothing, pathText } from './method.ts';
import { encoders, flows, runConfigSchema } from './run-config.ts';

/** A published model and what lies here of it. */
export const modelState = z.strictObject({
  id: z.string(),
  title: z.string(),
  licence: z.string(),
  sourcePage: z.string(),
  approximateBytes: z.number(),
  /** Whether it can be fetched by address, or has to be imported from a file. */
  canPull: z.boolean(),
  state: z.enum(['missing', 'partial', 'present', 'verified', 'damaged']),
  path: pathText.nullable(),
  sha256: z.string().nullable(),
  /** The sentence of the last verification. */
  note: z.string().nullable(),
  usedBy: z.array(z.enum([...encoders, ...flows])),
});
export type ModelState = z.infer<typeof modelState>;

/** What this machine has, which ways of computing work on it and why the others do not. */
export const machineReport = z.strictObject({
  nodeVersion: z.string(),
  platform: z.string(),
  processor: z.string(),
  cores: z.int(),
  memoryBytes: z.number(),
  freeMemoryBytes: z.number(),
  /** Null where there is none. */
  ffmpeg: z.strictObject({ path: pathText, version: z.string() }).nullable(),
  onnxruntimeVersion: z.string(),
  sqliteVersion: z.string(),
  cacheFolder: pathText,
  providers: z.array(
    z.strictObject({
      provider: z.string(),
      works: z.boolean(),
      finding: z.enum(providerFindings),
      /** What the finding is about, the library that is missing say; empty where it says all itself. */
      detail: z.string(),
      /** All of it as a sentence in English. */
      reason: z.string(),
      /** How many times the CPU's speed; null where it does not work. */
      speedup: z.number().nullable(),
    }),
  ),
});
export type MachineReport = z.infer<typeof machineReport>;

/** What a person chose once for all; the file is written by the engine. */
export const settingsSchema = z.strictObject({
  outputDir: pathText,
  cacheDir: pathText,
  cacheLimitGb: z.number().min(0.1).max(10_000),
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['en', 'de']),
  reducedMotion: z.enum(['system', 'on', 'off']),
  /** The configuration that new clips get. */
  config: runConfigSchema,
  /** Named configurations of the person's own. */
  presets: z.array(z.strictObject({ name: z.string().min(1).max(80), config: runConfigSchema })).max(100),
  notifyAtEnd: z.boolean(),
  /** Folders of data sets whose ground truth was chosen: other clips find theirs there by their names. */
  truthRoots: z.array(pathText).max(100),
  /** The queue of several computers that this one belongs to; `computers.connect` sets it. */
  computers: computersQueue.nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

const folderEntry = z.strictObject({
  name: z.string(),
  path: pathText,
  kind: z.enum(['folder', 'video', 'frames']),
  sizeBytes: z.number().nullable(),
});
export type FolderEntry = z.infer<typeof folderEntry>;

const byModel = z.strictObject({ id: z.string() });

export const machineMethods = {
  'app.info': method(
    nothing,
    z.strictObject({
      version: z.string(),
      platform: z.string(),
      /** Whether paths of dropped files are known to the renderer (Electron), or files are sent (browser). */
      host: z.enum(['electron', 'browser']),
      /** Whether another engine works on the cache: this one looks and exports, and changes nothing. */
      watches: z.boolean(),
      /** The folders that the browser may see; empty in Electron, where the system's dialogs choose. */
      libraryDirs: z.array(pathText),
    }),
  ),
  /** From an engine that watches: takes the cache over from the one that works on it, and works on it from then on. */
  'app.takeOver': method(nothing, nothing),
  'settings.get': method(nothing, settingsSchema),
  'settings.set': method(
    z.strictObject({ changes: settingsSchema.omit({ computers: true }).partial() }),
    settingsSchema,
  ),
  /** The configuration of a preset, as a start for changes. */
  'settings.presetConfig': method(z.strictObject({ preset: runConfigSchema.shape.preset }), runConfigSchema),
  'models.list': method(nothing, z.strictObject({ folder: pathText, models: z.array(modelState) })),
  /** Downloads; progress comes as `model.progress`. */
  'models.pull': method(byModel, modelState),
  'models.cancelPull': method(byModel, nothing),
  'models.import': method(z.strictObject({ id: z.string().nullable(), path: pathText }), modelState),
  'models.verify': method(byModel, modelState),
  'models.remove': method(byModel, modelState),
  'machine.report': method(nothing, machineReport),
  'cache.stats': method(
    nothing,
    z.strictObject({ folder: pathText, sizeBytes: z.number(), limitBytes: z.number(), entries: z.int() }),
  ),
  'cache.clear': method(nothing, nothing),
  /** A folder of the library (browser host), or its roots where `path` is null. */
  'library.browse': method(
    z.strictObject({ path: pathText.nullable() }),
    z.strictObject({ path: pathText.nullable(), parent: pathText.nullable(), entries: z.array(folderEntry) }),
  ),
} as const;

import { runClip } from './run-clip.ts';
import type { RunClip } from './run-types.ts';

/** Runs a clip and writes the export formats that its configuration names: what `run` and the app's queue do. */
export const runAndExport: RunClip = (clipPath, outDir, config, services) =>
  runClip(clipPath, outDir, config, services);

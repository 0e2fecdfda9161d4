import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEngine, type Engine } from '../../native/app/engine.ts';
import { newToken } from '../../native/serve/access.ts';
import { rendererBundle } from '../../native/serve/renderer-bundle.ts';
import { serve } from '../../native/serve/serve.ts';

/** Where an engine and what it serves lie. */
export interface AppPlaces {
  readonly library: string;
  readonly results: string;
  readonly cache: string;
  readonly settingsFile: string;
}

/** Serves the app on an engine of this process while `work` runs; `address` holds the token. */
export async function withApp(
  { library, results, cache, settingsFile }: AppPlaces,
  work: (engine: Engine, address: string) => Promise<void>,
): Promise<void> {
  for (const place of [library, results]) await mkdir(place, { recursive: true });
  const engine = await createEngine({
    cacheFolder: cache,
    settingsFile,
    host: 'browser',
    libraryDirs: [library],
    defaultOutputDir: results,
  });
  const rendererDir = await rendererBundle((sentence) => console.error(sentence));
  const server = await serve({
    engine,
    port: 0,
    token: newToken(),
    libraryDirs: [library],
    outputDir: results,
    rendererDir,
    maxUploadBytes: 1e9,
    log: (line) => console.error(line),
  });
  try {
    await work(engine, server.address);
  } finally {
    await server.close();
    await engine.close();
  }
}

/** The places of an app that keeps everything in one folder. */
export const placesIn = (folder: string, library: string): AppPlaces => ({
  library,
  results: join(folder, 'results'),
  cache: join(folder, 'cache'),
  settingsFile: join(folder, 'settings.json'),
});

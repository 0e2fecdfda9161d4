import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, shell, utilityProcess } from 'electron';
import { createClient } from '../native/api/transport/client.ts';
import { startEngineProcess } from './engine/engine-process.ts';

const engineEntry = join(import.meta.dirname, 'engine', 'engine-entry.js');

/**
 * `--smoke`: starts the engine without a window, in folders of its own, asks what the machine has, and ends the app: with 0
 * and one line of JSON where every native library was loaded and ffmpeg runs, else with 1 and the reason.
 */
export async function startSmoke(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fodvid-smoke-'));
  app.setPath('userData', folder);
  process.env['FODVID_CACHE'] = join(folder, 'cache');
  await app.whenReady();
  const failed = Promise.withResolvers<never>();
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const engine = startEngineProcess({
    start: () => utilityProcess.fork(engineEntry, [engineArgument(folder)], { stdio: 'pipe' }),
    log: say,
    trashItem: (path) => shell.trashItem(path),
    ready: () => undefined,
    failed: (reason) => failed.reject(new Error(reason ?? 'The engine is tried again.')),
  });
  try {
    const report = await Promise.race([
      createClient(engine.channel).call('machine.report', {}),
      failed.promise,
    ]);
    if (report.ffmpeg === null) throw new Error('The package has no ffmpeg that runs.');
    const { onnxruntimeVersion, sqliteVersion, ffmpeg } = report;
    process.stdout.write(`${JSON.stringify({ onnxruntimeVersion, sqliteVersion, ffmpeg })}\n`);
    await end(0);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    await end(1);
  }

  async function end(code: number): Promise<void> {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
    app.exit(code);
  }
}

const engineArgument = (folder: string) =>
  JSON.stringify({ settingsFile: join(folder, 'settings.json'), defaultOutputDir: join(folder, 'results') });

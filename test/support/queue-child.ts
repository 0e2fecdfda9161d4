// An engine in a process of its own, for tests that kill it:  node queue-child.ts OPTIONS CLIP...
// It adds the clips, starts the queue and prints one JSON line per event.
import { createEngine, type EngineOptions } from '../../native/app/engine.ts';
import { noSignal, tinyConfig } from './test-engine.ts';

const [optionsText, ...paths] = process.argv.slice(2);
const engine = await createEngine(JSON.parse(optionsText!) as EngineOptions);
engine.onEvent((event) => process.stdout.write(`${JSON.stringify(event)}\n`));
if (paths.length > 0) {
  await engine.handlers['queue.add']({ paths, config: tinyConfig, outDir: null }, noSignal);
  await engine.handlers['queue.start']({}, noSignal);
}

// What Electron's utility process runs: the engine, with the main process as its parent.
import { runEngineHost } from './engine-host.ts';
import { engineHostOptions } from './engine-messages.ts';

const options = engineHostOptions.parse(JSON.parse(process.argv[2] ?? 'null'));
await runEngineHost(process.parentPort, options, (code) => process.exit(code));

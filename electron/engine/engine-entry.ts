// What Electron's utility process runs: the engine, with the main process as its parent.
import { openEngineHost } from './engine-opening.ts';

await openEngineHost(process.parentPort, process.argv[2], (code) => process.exit(code));

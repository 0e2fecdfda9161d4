// npm run test:window: the window tests, in Electron itself. Skipped, with the reason, where its binary is not.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildApp } from '../../build/build-app.mjs';
import { projectDir } from '../../build/packages/electron-builder.mjs';
import { electronBinary } from '../../build/electron-binary.mjs';

if (electronBinary() !== null) await buildApp();
const { status } = spawnSync(
  process.execPath,
  ['--test', '--test-concurrency=1', join(projectDir, 'test', 'electron-window', '*.window.ts')],
  { stdio: 'inherit' },
);
process.exit(status ?? 1);

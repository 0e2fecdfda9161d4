// npm run setup:cuda: fetches ONNX Runtime's CUDA libraries (some hundred megabytes), which no other step downloads.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { giveUp } from './give-up.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const runtime = join(root, 'node_modules', 'onnxruntime-node');
const installer = join(runtime, 'script', 'install.js');
const library = join(runtime, 'bin', 'napi-v6', 'linux', 'x64', 'libonnxruntime_providers_cuda.so');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  giveUp(
    `ONNX Runtime offers CUDA for Linux on x64 only, not for ${process.platform} on ${process.arch}; ` +
      'here webgpu, dml or coreml are the GPU providers: npm run fodvid -- doctor',
  );
}
process.stderr.write("Fetching ONNX Runtime's CUDA libraries ...\n");
const { status, stderr } = spawnSync(process.execPath, [installer], {
  encoding: 'utf8',
  // 'cuda12', which its documentation names, is not understood by version 1.30; 'true' takes what the platform offers.
  env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'true' },
  stdio: ['ignore', 'inherit', 'pipe'],
});
if (status !== 0 || !existsSync(library)) {
  const reason = stderr.match(/Error: (.*)/)?.[1] ?? 'no reason was given';
  giveUp(
    `The CUDA libraries could not be fetched (${reason}); check the network or proxy, then run it again.`,
  );
}
process.stderr.write('Done; npm run fodvid -- doctor tells whether they work here.\n');

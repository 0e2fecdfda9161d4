// Compiles the inner loops of the embedded flow (native/flow/embedded/kernels) to resources/flow-kernels.wasm, which is
// checked in, so that a checkout runs without this step:
//   npm run build:kernels
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the compiled kernels lie. */
export const flowKernelsFile = join(root, 'resources', 'flow-kernels.wasm');

/** The kernels' bytes as their source gives them; throws with the compiler's messages. */
export async function compileFlowKernels() {
  const source = join('native', 'flow', 'embedded', 'kernels', 'index.ts');
  const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--baseDir', root];
  let bytes = null;
  const written = (_name, contents) => {
    bytes = contents;
  };
  const { error, stderr } = await asc.main([source, ...options, '--outFile', 'flow-kernels.wasm'], {
    writeFile: written,
  });
  if (error !== null || bytes === null) throw new Error(stderr.toString());
  return bytes;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(flowKernelsFile, await compileFlowKernels());
}

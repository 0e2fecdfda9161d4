// Compiles inner loops in AssemblyScript to WebAssembly: those of the embedded flow (native/flow/embedded/kernels), of T
// (native/metrics/contours/kernels) and of contours (native/matte/contour/kernels). The results in resources/ are checked in, so
// that a checkout runs without this step:
//   npm run build:kernels
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Where the compiled kernels lie. */
export const flowKernelsFile = join(root, 'resources', 'flow-kernels.wasm');
export const metricKernelsFile = join(root, 'resources', 'metric-kernels.wasm');
export const matteKernelsFile = join(root, 'resources', 'matte-kernels.wasm');

/** The flow's kernels as their source gives them; throws with the compiler's messages. */
export const compileFlowKernels = () => compile(join('native', 'flow', 'embedded', 'kernels', 'index.ts'));

/** Those of T. */
export const compileMetricKernels = () =>
  compile(join('native', 'metrics', 'contours', 'kernels', 'index.ts'));

/** Those of contours. */
export const compileMatteKernels = () => compile(join('native', 'matte', 'contour', 'kernels', 'index.ts'));

async function compile(source) {
  const options = ['-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd', '--baseDir', root];
  let bytes = null;
  const written = (_name, contents) => {
    bytes = contents;
  };
  const { error, stderr } = await asc.main([source, ...options, '--outFile', 'kernels.wasm'], {
    writeFile: written,
  });
  if (error !== null || bytes === null) throw new Error(stderr.toString());
  return bytes;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(flowKernelsFile, await compileFlowKernels());
  writeFileSync(metricKernelsFile, await compileMetricKernels());
  writeFileSync(matteKernelsFile, await compileMatteKernels());
}

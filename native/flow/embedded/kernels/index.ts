// The inner loops of the embedded flow in AssemblyScript, compiled to WebAssembly with SIMD by `npm run build:kernels`.
// They give the same bits as the TypeScript one folder up, which is used where a machine has no SIMD.
export { densify } from './densify';
export { double } from './double';
export { refine } from './refine';
export { refineBytes } from './refine-planes';
export { search } from './search';

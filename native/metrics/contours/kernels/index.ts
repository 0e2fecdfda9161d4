// The inner loops of T in AssemblyScript, compiled to WebAssembly with SIMD by `npm run build:kernels`; the TypeScript one
// folder up is used where a machine has no SIMD. Paths and counts have its bits, distances are summed in single precision.
export { contextRow } from './context-row';
export { countPairs, pairDistances } from './count-pairs';
export { cheapestPath } from './cheapest-path';

import { readFileSync } from 'node:fs';

/**
 * What a module of WebAssembly with SIMD exports (`npm run build:kernels` compiles them into resources/); null where this
 * machine's WebAssembly has no SIMD. `imports` are functions that the module calls.
 */
export function loadSimdKernels(file: URL, imports: WebAssembly.Imports = {}): WebAssembly.Exports | null {
  const bytes = readFileSync(file);
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(bytes)) return null;
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
}

import { dirname } from 'node:path';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const stages = ['video', 'flow', 'features', 'graphcut', 'refine', 'matte', 'metrics', 'datasets', 'export'];

/** What each layer may import: one way, from the interfaces down to the bases. A stage imports no other stage. */
const allowed = {
  renderer: ['api'],
  electron: ['api', 'engine', 'raster'],
  cli: ['api', 'jobs', 'engine', 'serve', 'raster'],
  serve: ['api', 'engine', 'raster'],
  engine: ['api', 'jobs', 'models', 'onnx', 'weights', 'store', 'raster', ...stages],
  jobs: ['api', 'models', 'onnx', 'weights', 'store', 'raster', ...stages],
  ...Object.fromEntries(stages.map((stage) => [stage, ['models', 'onnx', 'weights', 'raster']])),
  models: ['onnx', 'weights', 'raster'],
  onnx: ['raster'],
  weights: ['raster'],
  store: ['raster'],
  raster: [],
  api: [],
};
const layers = Object.keys(allowed);

/** Relative imports of `layer` that leave it for a layer which it may not know. */
function layerRule(layer) {
  const forbidden = layers.filter((other) => other !== layer && !allowed[layer].includes(other));
  const top = ['renderer', 'electron'].includes(layer);
  return {
    files: [top ? `${layer}/**` : `native/${layer}/**`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(native/)?(${forbidden.join('|')})/`,
              message: `${layer} may import only ${[...allowed[layer], 'errors', 'context'].join(', ')}.`,
            },
            ...(layer === 'electron'
              ? []
              : [{ regex: '^electron', message: 'Only electron/ imports electron.' }]),
          ],
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'out', 'demo'] },
  js.configs.recommended,
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tsconfig.json', tsconfigRootDir: dirname(import.meta.dirname) },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // noUncheckedIndexedAccess makes the assertion the honest way to say "this index is in range" in numeric loops.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['test/**'],
    rules: {
      // node:test's test() and describe() return promises that the runner itself awaits.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
  ...layers.map(layerRule),
);

import { dirname } from 'node:path';
import js from '@eslint/js';
import jsxA11y from 'eslint-plugin-jsx-a11y-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const method = [
  'video',
  'flow',
  'features',
  'graphcut',
  'refine',
  'matte',
  'metrics',
  'datasets',
  'scenes',
  'export',
  'crf',
  'report',
];
const kernel = ['raster', 'base'];
const runtimes = ['models', 'onnx', 'weights', 'store', ...kernel];
const below = {
  runs: ['api', ...method, ...runtimes],
  pipeline: ['api', 'runs', ...method, ...runtimes],
};

/** What each room may import: one way, from the hosts down to the bases. A step of the method imports no other step. */
const allowed = {
  renderer: ['api', 'base'],
  electron: ['api', 'app', ...kernel],
  cli: ['api', 'serve', 'app', 'commands', 'pipeline', 'training', 'farm', 'runs', 'weights', ...kernel],
  serve: ['api', 'app', ...kernel],
  app: ['api', 'commands', 'pipeline', 'training', 'farm', 'runs', ...method, ...runtimes],
  commands: ['api', 'pipeline', 'training', 'farm', 'runs', ...method, ...runtimes],
  training: ['pipeline', ...below.pipeline],
  farm: ['pipeline', ...below.pipeline],
  pipeline: below.pipeline,
  runs: below.runs,
  ...Object.fromEntries(method.map((step) => [step, runtimes.filter((room) => room !== 'store')])),
  models: ['onnx', 'weights', ...kernel],
  onnx: kernel,
  weights: kernel,
  store: kernel,
  raster: ['base'],
  base: [],
  api: ['base'],
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
              // The window has folders of its own that are called like the engine's.
              regex: `^(\\.\\./)+${top ? 'native/' : '(native/)?'}(${forbidden.join('|')})/`,
              message: `${layer} may import only ${allowed[layer].join(', ')}.`,
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

const nodeGlobals = ['AbortController', 'AbortSignal', 'Buffer', 'URL', 'console', 'fetch', 'process'];

export default tseslint.config(
  // AssemblyScript looks like TypeScript, but has types of its own.
  {
    ignores: [
      'node_modules',
      'dist',
      'out',
      'demo',
      'native/flow/embedded/kernels',
      'native/metrics/contours/kernels',
      'native/matte/contour/kernels',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])) },
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
    files: ['renderer/**', 'test/renderer/**'],
    extends: [reactHooks.configs.flat.recommended, jsxA11y.configs.recommended],
    rules: {
      'react-hooks/exhaustive-deps': 'error',
      // What effects learn of the engine, the canvas and the page becomes state at once.
      'react-hooks/set-state-in-effect': 'off',
      // It speaks to React's compiler, which is not used here.
      'react-hooks/incompatible-library': 'off',
      // Components decide where the focus goes; a dialog's first field has it.
      'jsx-a11y-x/no-autofocus': ['error', { ignoreNonDOM: true }],
      // The rows of the queue are worked by arrow keys: the current one has the focus.
      'jsx-a11y-x/no-noninteractive-tabindex': ['error', { roles: ['listitem', 'tabpanel'] }],
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

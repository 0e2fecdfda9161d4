import type { Encoder, Flow, Provider } from '../../../native/api/run-config.ts';

const encoderNames: Readonly<Record<Encoder, string>> = {
  embedded: 'Embedded',
  'dino-vits16': 'DINO ViT-S/16',
  'dino-vits8': 'DINO ViT-S/8',
  'dino-vitb16': 'DINO ViT-B/16',
  'dino-vitb8': 'DINO ViT-B/8',
};
const flowNames: Readonly<Record<Flow, string>> = {
  embedded: 'Embedded',
  arflow: 'ARFlow',
  gmflow: 'GMFlow',
};
const providerNames: Readonly<Record<Provider, string>> = {
  auto: 'Fastest that works',
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cpu: 'Processor',
};

/** Texts about a run's configuration. */
export const config = {
  preset: 'Preset',
  presets: { embedded: 'Embedded', paper: 'Paper' },
  presetHints: {
    embedded: 'Needs no downloads; minutes per clip.',
    paper: 'DINO and ARFlow as published; needs their weights and much time.',
  },
  changed: 'Own settings',
  savePreset: 'Save as preset …',
  presetName: 'Name of the preset',
  save: 'Save',
  encoder: 'Appearance (encoder)',
  flow: 'Optical flow',
  alpha: 'Appearance against motion (α)',
  alphaHint: '0 looks at motion alone, 1 at appearance alone.',
  tau: 'Similarity threshold (τ)',
  tauHint: 'Patches more alike than this belong together.',
  refine: 'Refine with a small network trained on each clip',
  epochs: 'Epochs of training',
  warpFlow: 'Optical flow of the training',
  provider: 'Computed by',
  size: 'Working size',
  sizeAuto: 'by the clip',
  sizeHint: 'Height × width in pixels, 256x512 say; empty: by the clip.',
  seed: 'Random seed',
  advanced: 'More settings',
  outOfRange: (min: number, max: number) => `From ${min} to ${max}`,
  encoderNames,
  flowNames,
  providerNames,
  refined: (epochs: number) => `refined, ${epochs} epochs`,
  unrefined: 'not refined',
};

import type { Encoder, Flow, ProviderChoice } from '../../../native/api/run-config.ts';

const encoderNames: Readonly<Record<Encoder, string>> = {
  embedded: 'Built-in',
  'dino-vits16': 'DINO ViT-S/16',
  'dino-vits8': 'DINO ViT-S/8',
  'dino-vitb16': 'DINO ViT-B/16',
  'dino-vitb8': 'DINO ViT-B/8',
};
const flowNames: Readonly<Record<Flow, string>> = {
  embedded: 'Built-in',
  arflow: 'ARFlow',
  gmflow: 'GMFlow',
};
const providerNames: Readonly<Record<ProviderChoice, string>> = {
  auto: 'Fastest available',
  cuda: 'CUDA',
  webgpu: 'WebGPU',
  dml: 'DirectML',
  coreml: 'Core ML',
  cpu: 'CPU',
};

/** Texts about a run's configuration. */
export const config = {
  quality: 'Quality',
  qualities: { draft: 'Draft', best: 'Best', paper: 'Paper' },
  qualityHints: {
    draft: 'Masks in seconds. Refine later what you keep.',
    best: 'Drafts of all clips first, then each is refined. Minutes per clip.',
    paper: 'DINO, ARFlow and GMFlow as published. Needs their weights and far more time.',
  },
  exportWhenDone: 'Export when done',
  masksOnly: 'Masks only',
  expert: 'Expert',
  missing: {
    needs: (networks: string, size: string) => `Needs ${networks} (${size}).`,
    download: 'Download',
    downloading: (share: string) => `Downloading… ${share}`,
    import: 'Import the weights on the Models page',
  },
  preset: 'Preset',
  presets: { embedded: 'Built-in', paper: 'Paper' },
  presetHints: {
    embedded: 'No downloads. Minutes per clip.',
    paper: 'DINO, ARFlow and GMFlow as published. Needs their weights and far more time.',
  },
  changed: 'Custom',
  savePreset: 'Save as preset…',
  presetName: 'Preset name',
  save: 'Save',
  encoder: 'Encoder (appearance)',
  flow: 'Optical flow (motion)',
  alpha: 'Appearance vs. motion (α)',
  alphaHint: '0 uses motion only, 1 appearance only.',
  tau: 'Similarity threshold (τ)',
  tauHint: 'Patches more similar than this are grouped.',
  refine: 'Refine with a small network trained on each clip',
  epochs: 'Training epochs',
  warpFlow: 'Optical flow for training',
  provider: 'Compute device',
  size: 'Working size (height × width)',
  sizeAuto: 'Automatic',
  sizeHint: 'e.g. 256×512. Leave empty for automatic.',
  crf: 'Post-process masks with a dense CRF',
  seed: 'Random seed',
  outOfRange: (min: number, max: number) => `Enter a value from ${min} to ${max}`,
  encoderNames,
  flowNames,
  providerNames,
  refined: (epochs: number) => `refined, ${epochs === 1 ? '1 epoch' : `${epochs} epochs`}`,
  unrefined: 'not refined',
  withCrf: 'CRF',
  part: {
    title: 'In and out',
    from: 'In',
    to: 'Out',
    hint: 'Frames from 0, or timecodes. Empty: the whole clip.',
    upTo: (frame: number) => `Run up to frame ${frame}`,
    wrong: 'Enter a frame, or a timecode as 00:00:05:12',
    of: (from: number | string | undefined, to: number | string | undefined) =>
      to === undefined ? `from ${from}` : from === undefined ? `to ${to}` : `${from} to ${to}`,
  },
};

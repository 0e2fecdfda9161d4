import type { ModelState } from '../../../native/api/machine.ts';
import type { ProviderFinding } from '../../../native/base/provider-names.ts';

const states: Readonly<Record<ModelState['state'], string>> = {
  missing: 'Not downloaded',
  partial: 'Partly downloaded',
  present: 'Downloaded',
  verified: 'Verified',
  damaged: 'Damaged',
};

/** What was found out about a compute device; `speed` is its speed as a multiple of the CPU's. */
const found: Readonly<Record<ProviderFinding, (detail: string, speed: string | null) => string>> = {
  works: (_, speed) => (speed === null ? 'Works' : `Works, ${speed}× as fast as the CPU`),
  'slower than the CPU': (_, speed) =>
    `Works, but only ${speed ?? '0'}× as fast as the CPU; probably software rendering`,
  'not in this build': (platform) => `Not supported by ONNX Runtime on ${platform}`,
  'no answer': (seconds) => `No response within ${seconds} seconds`,
  'no adapter': () => 'No GPU with a driver found',
  'not installed': () => 'Its libraries are not installed',
  'library missing': (library) => `Missing library: ${library}`,
  'no device': () => 'No CUDA device or driver found',
  crashed: (signal) => `Crashed (${signal})`,
  failed: (said) => (said === '' ? 'Failed without an error message' : `Failed: ${said}`),
};

/** Names of networks in this language, by the network; the others are called as the catalogue calls them. */
const titles: Readonly<Record<string, string>> = {};

/** Texts of the models view. */
export const models = {
  title: 'Models',
  intro:
    'The Built-in preset needs none of these. The networks of the paper are published by their authors under their own licences; nothing is downloaded until you ask for it.',
  folder: 'Folder',
  list: 'Published networks',
  titles,
  states,
  /** Of a model that cannot be downloaded by itself. */
  toBeImported: 'Import by hand',
  name: 'Network',
  state: 'Status',
  size: 'Size',
  licence: 'Licence',
  source: 'Source page',
  actions: {
    pull: 'Download',
    resume: 'Resume download',
    cancel: 'Cancel download',
    import: 'Import file',
    verify: 'Verify',
    remove: 'Remove',
    of: (action: string, model: string) => `${action}: ${model}`,
  },
  importAny: 'Import file…',
  noPull: 'No direct download. Get the file from its source page, then import it.',
  imported: (title: string) => `${title} imported.`,
  verified: (title: string, note: string) => `${title}: ${note}`,
  removeQuestion: (title: string) => `Remove ${title}?`,
  removeText: 'This deletes the file from the models folder.',
  progress: (title: string) => `Downloading ${title}`,
  bytes: (done: string, total: string) => `${done} of ${total}`,
  machine: {
    title: 'This computer',
    examining: 'Testing compute devices…',
    again: 'Test again',
    providers: 'Compute devices',
    works: 'Works',
    worksNot: 'Does not work',
    found,
    findings: {
      platform: 'Platform',
      processor: 'CPU',
      cores: (processor: string, cores: string) => `${processor}, ${cores} cores`,
      memory: 'Memory',
      free: (memory: string, free: string) => `${memory}, ${free} free`,
      notFound: 'Not found',
      cacheFolder: 'Cache folder',
    },
  },
};

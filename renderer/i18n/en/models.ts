import type { ModelState, ProviderFinding } from '../../../native/api/machine.ts';

const states: Readonly<Record<ModelState['state'], string>> = {
  missing: 'Not downloaded',
  partial: 'Partly downloaded',
  present: 'Downloaded',
  verified: 'Verified',
  damaged: 'Damaged',
};

/** What was found out about a way of computing; `speed` says how many times the processor's it is. */
const found: Readonly<Record<ProviderFinding, (detail: string, speed: string | null) => string>> = {
  works: (_, speed) => (speed === null ? 'Works' : `Works, at ${speed} times the processor’s speed`),
  'slower than the CPU': (_, speed) =>
    `Works, but slower than the processor: at ${speed ?? '0'} times its speed; drawn in software?`,
  'not in this build': (platform) => `ONNX Runtime does not have it for ${platform}`,
  'no answer': (seconds) => `It did not answer within ${seconds} seconds`,
  'no adapter': () => 'No graphics adapter with a driver was found',
  'not installed': () => 'Its library is not installed; npm run setup:cuda fetches it',
  'library missing': (library) => `The library ${library} is missing`,
  'no device': () => 'No CUDA device or driver was found',
  crashed: (signal) => `It crashed (${signal})`,
  failed: (said) => (said === '' ? 'It failed without saying why' : `It failed: ${said}`),
};

/** Names of networks in this language, by the network; the others are called as the catalogue calls them. */
const titles: Readonly<Record<string, string>> = {};

/** Texts of the models view. */
export const models = {
  title: 'Models',
  intro:
    'The preset Embedded needs none of these. The networks of the paper are published by their authors under their own licences; nothing is downloaded until you ask for it.',
  folder: 'Folder',
  list: 'Published networks',
  titles,
  states,
  /** Of a model that cannot be downloaded by itself. */
  toBeImported: 'To be imported',
  name: 'Network',
  state: 'State',
  size: 'Size',
  licence: 'Licence',
  source: 'Source page',
  actions: {
    pull: 'Download',
    resume: 'Resume the download',
    cancel: 'Cancel the download',
    import: 'Import a file',
    verify: 'Verify',
    remove: 'Remove',
    of: (action: string, model: string) => `${action}: ${model}`,
  },
  importAny: 'Import a file …',
  noPull: 'Has no download address; import the file.',
  imported: (title: string) => `${title} was imported.`,
  verified: (title: string, note: string) => `${title}: ${note}`,
  removeQuestion: (title: string) => `Remove ${title}?`,
  removeText: 'The file is deleted from the models folder.',
  progress: (title: string) => `Download of ${title}`,
  bytes: (done: string, total: string) => `${done} of ${total}`,
  machine: {
    title: 'This machine',
    examining: 'Examining the machine: each processor is tried once …',
    again: 'Examine again',
    providers: 'What can compute',
    works: 'Works',
    worksNot: 'Does not work',
    found,
    findings: {
      platform: 'Platform',
      processor: 'Processor',
      cores: (processor: string, cores: string) => `${processor}, ${cores} cores`,
      memory: 'Memory',
      free: (memory: string, free: string) => `${memory}, ${free} free`,
      notFound: 'Not found',
      cacheFolder: 'Cache folder',
    },
  },
};

import type { ModelState } from '../../../native/api/machine.ts';

const states: Readonly<Record<ModelState['state'], string>> = {
  missing: 'Not here',
  partial: 'Partly downloaded',
  present: 'Here',
  verified: 'Verified',
  damaged: 'Damaged',
};

/** Texts of the models view. */
export const models = {
  title: 'Models',
  intro:
    'The preset Embedded needs none of these. The networks of the paper are published by their authors under their own licences; they are fetched only when you say so.',
  folder: 'Folder',
  list: 'Published networks',
  states,
  name: 'Network',
  state: 'State',
  size: 'Size',
  licence: 'Licence',
  source: 'Source page',
  actions: {
    pull: 'Download',
    resume: 'Go on downloading',
    cancel: 'Cancel the download',
    import: 'Import a file',
    verify: 'Verify',
    remove: 'Remove',
    of: (action: string, model: string) => `${action}: ${model}`,
  },
  importAny: 'Import a file …',
  noPull: 'Not to be fetched by address; import the file.',
  imported: (title: string) => `${title} was imported.`,
  verified: (title: string, note: string) => `${title}: ${note}`,
  removeQuestion: (title: string) => `Remove ${title}?`,
  removeText: 'The file is deleted from the models folder.',
  progress: (title: string) => `Download of ${title}`,
  bytes: (done: string, total: string) => `${done} of ${total}`,
  machine: {
    title: 'This machine',
    examining: 'Examining the machine: each way of computing is tried once …',
    again: 'Examine again',
    providers: 'Ways of computing',
    works: 'Works',
    worksNot: 'Does not work',
  },
};

/** Texts of what can be done with a finished run. */
export const runs = {
  menu: (name: string) => `More for ${name}`,
  rename: 'Rename…',
  renameTitle: 'Rename this run',
  name: 'Name',
  nameHint: 'Leave empty for the clip’s name.',
  save: 'Save',
  again: 'Run again…',
  againTitle: (name: string) => `Run ${name} again`,
  againHint: 'With other settings the results get a folder of their own; this run stays.',
  delete: 'Delete…',
  deleteQuestion: (name: string) => `Delete this run of ${name}?`,
  deleteText: (folder: string) =>
    `Its masks, fixes, network and report in ${folder} are deleted for good. The clip and exports stay.`,
  deleteAction: 'Delete',
  deleted: (name: string) => `The run of ${name} is deleted.`,
};

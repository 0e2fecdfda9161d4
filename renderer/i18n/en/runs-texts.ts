const runsOf = (names: readonly string[]) =>
  names.length === 1 ? `this run of ${names[0]!}` : `${names.length} runs`;

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
  deleteQuestion: (names: readonly string[]) => `Delete ${runsOf(names)}?`,
  deleteText: (folder: string) =>
    `Its masks, fixes, network and report in ${folder} go to the trash. The clip and exports stay.`,
  deleteTexts: 'Their masks, fixes, networks and reports go to the trash. Clips and exports stay.',
  deleteAction: 'Move to trash',
  deleted: (names: readonly string[], forGood: boolean) =>
    `${names.length === 1 ? `The run of ${names[0]!} is` : `${names.length} runs are`} ${forGood ? 'deleted' : 'in the trash'}.`,
  forGoodQuestion: (names: readonly string[]) => `Delete ${runsOf(names)} for good?`,
  forGoodText: (reason: string) =>
    `The trash did not take the files (${reason}). Once deleted, they cannot be brought back.`,
  forGoodAction: 'Delete for good',
};

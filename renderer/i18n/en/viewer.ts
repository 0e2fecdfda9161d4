/** Texts of the viewer view. */
export const viewer = {
  title: 'Viewer',
  empty: {
    title: 'No clip has been segmented yet',
    text: 'Add clips in the queue and start it; every finished clip opens here.',
  },
};

/** Texts of the queue view. */
export const queue = {
  title: 'Queue',
  empty: { title: 'Drop clips here', text: 'Videos, or folders of frames.' },
};

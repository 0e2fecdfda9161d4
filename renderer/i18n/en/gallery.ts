/** Texts of the gallery view. */
export const gallery = {
  title: 'Failure gallery',
  empty: { title: 'No frames to look at yet', text: 'The worst frames of all finished clips gather here.' },
};

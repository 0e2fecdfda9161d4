/** Texts of the metrics view. */
export const metrics = {
  title: 'Metrics',
  empty: {
    title: 'There is nothing to measure yet',
    text: 'Every finished clip is measured: confidence and stability always, J and F where there is ground truth.',
  },
};

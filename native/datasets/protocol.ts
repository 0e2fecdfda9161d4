import type { DatasetName } from './dataset.ts';

/** How a data set is evaluated: every report prints it, for the figures mean nothing without. */
export interface Protocol {
  readonly title: string;
  /** Which frames of a sequence have ground truth, and which of these count. */
  readonly frames: string;
  /** How several objects become one foreground. */
  readonly objects: string;
  /** How the frames' values become one figure. */
  readonly mean: string;
  readonly source: string;
}

/** The protocols by data set. */
export const protocols: Readonly<Record<DatasetName, Protocol>> = {
  davis16: {
    title: 'DAVIS 2016',
    frames:
      'every frame has ground truth; the first and the last one of each sequence do not count (rule “official”)',
    objects: 'one foreground; every label other than 0 belongs to it',
    mean: 'mean of the sequences’ means; T only over sequences without occlusions, as its authors do',
    source: 'Perazzi et al., CVPR 2016, and their evaluation program',
  },
  segtrackv2: {
    title: 'SegTrack v2',
    frames: 'every frame has ground truth; all of them count with the rule “all”, which most papers use',
    objects:
      'the objects’ folders are united into one foreground, as the papers on unsupervised segmentation do',
    mean: 'mean of the sequences’ means; papers that take the mean over frames get other figures',
    source: 'Li et al., ICCV 2013',
  },
  fbms59: {
    title: 'FBMS-59',
    frames: 'about every twentieth frame has ground truth; only these count',
    objects: 'all moving objects are united into one foreground; white is the background of the PPM labels',
    mean: 'mean of the sequences’ means; papers that take the mean over frames get other figures; no T, for frames lie apart',
    source: 'Ochs, Malik and Brox, PAMI 2014',
  },
  folders: {
    title: 'Plain folders',
    frames: 'frames that have a mask count, matched by name or by number',
    objects: 'folders of objects are united into one foreground; every label other than black belongs to it',
    mean: 'mean of the sequences’ means',
    source: 'the layout frames/<sequence> with masks/<sequence>',
  },
};

/** The protocol in a few lines of text. */
export const protocolText = ({ title, frames, objects, mean, source }: Protocol): string =>
  [
    `Protocol: ${title} (${source}).`,
    `  Frames: ${frames}.`,
    `  Objects: ${objects}.`,
    `  Mean: ${mean}.`,
  ].join('\n');

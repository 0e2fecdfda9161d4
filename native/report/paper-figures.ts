/** A published figure: J (mIoU) on DAVIS 2016, 0..1, and where it stands. */
export interface PublishedFigure {
  readonly method: string;
  readonly J: number;
  readonly note: string;
}

const source = 'Singh et al., FODVid: Flow-guided Object Discovery in Videos';

/** Where all figures of this file stand. */
export const publishedSource = source;

/** Table 1 of the paper: unsupervised methods on the validation set of DAVIS 2016. */
export const paperTable1: readonly PublishedFigure[] = (
  [
    ['SAGE', 42.6, 'flow: LDOF'],
    ['NLC', 55.1, 'flow: SIFTFlow'],
    ['CUT', 55.2, 'flow: LDOF'],
    ['FTS', 55.8, 'flow: LDOF'],
    ['AMD', 57.8, 'no flow'],
    ['MG', 68.3, 'flow: RAFT'],
    ['EM', 69.3, 'flow: RAFT'],
    ['CIS', 71.5, 'flow: PWCNet; post-processed'],
    ['ARP', 76.2, 'flow: CPMFlow; human supervision in saliency maps'],
    ['OCLR', 78.9, 'flow: RAFT; annotations in its synthetic data'],
    ['DS', 79.1, 'flow: RAFT; optimised per sequence'],
    ['DyStaB', 80.0, 'flow: RAFT; supervised pre-training'],
    ['Ponimatkin et al.', 80.2, 'flow: ARFlow'],
    ['Guess What Moves', 80.7, 'flow: RAFT; post-processed'],
    ['FODVid (paper)', 78.71, 'flow: ARFlow and GMFlow; optimised per sequence'],
  ] as const
).map(([method, J, note]) => ({ method, J: J / 100, note: `${note}; table 1 of ${source}` }));

/** Table 2: J by DINO architecture, graph cut alone. */
export const paperTable2: Readonly<Record<string, number>> = {
  'dino-vits8': 0.7346,
  'dino-vits16': 0.7474,
  'dino-vitb8': 0.7676,
  'dino-vitb16': 0.7408,
};

/** Table 3: J by tau (alpha 0.7) and by alpha (tau 0.2, whose figure agrees). */
export const paperTable3 = {
  tau: [
    [0, 0.6305],
    [0.05, 0.7132],
    [0.1, 0.7438],
    [0.15, 0.7513],
    [0.2, 0.7596],
    [0.25, 0.7676],
    [0.3, 0.7656],
    [0.35, 0.7591],
    [0.4, 0.7583],
  ],
  alpha: [
    [0.2, 0.3522],
    [0.3, 0.4604],
    [0.4, 0.5663],
    [0.5, 0.652],
    [0.6, 0.7255],
    [0.7, 0.7596],
    [0.8, 0.7531],
    [0.9, 0.7219],
    [1, 0.6266],
  ],
} as const;

/** Table 4: J by flow model: graph cut, after the refinement, after the CRF. */
export const paperTable4: Readonly<Record<string, readonly [cut: number, refined: number, crf: number]>> = {
  gmflow: [0.7676, 0.7794, 0.7689],
  arflow: [0.7803, 0.7871, 0.7757],
};

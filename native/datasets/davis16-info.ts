/**
 * What the authors of DAVIS 2016 published about its sequences: the division of Perazzi et al. (CVPR 2016), the attributes
 * of their table 1 and the sequences whose temporal stability they do not compute (toolkit `db_seqs`, `attributes.txt`).
 */

/** The attributes by their codes. */
export const davisAttributes = {
  LR: 'Low resolution',
  SV: 'Scale variation',
  SC: 'Shape complexity',
  FM: 'Fast motion',
  CS: 'Camera shake',
  IO: 'Interacting objects',
  DB: 'Dynamic background',
  MB: 'Motion blur',
  DEF: 'Deformation',
  OCC: 'Occlusion',
  HO: 'Heterogeneous object',
  EA: 'Edge ambiguity',
  OV: 'Out of view',
  AC: 'Appearance change',
  BC: 'Background clutter',
} as const;

/** One attribute's code. */
export type DavisAttribute = keyof typeof davisAttributes;

/** What is known of a sequence of DAVIS 2016. */
export interface DavisSequence {
  readonly set: 'train' | 'val';
  readonly attributes: readonly string[];
  /** False where T is not computed: contours that occlusions cut up are not unstable. */
  readonly countsForT: boolean;
}

const val = new Set(
  (
    'blackswan bmx-trees breakdance camel car-roundabout car-shadow cows dance-twirl dog ' +
    'drift-chicane drift-straight goat horsejump-high kite-surf libby motocross-jump paragliding-launch parkour scooter-black soapbox'
  ).split(' '),
);
const withoutT = new Set(
  (
    'bmx-bumps bmx-trees breakdance breakdance-flare dance-twirl dog dog-agility drift-chicane goat ' +
    'horsejump-high horsejump-low libby lucia mallard-fly motocross-jump motorbike paragliding ' +
    'parkour rollerblade scooter-gray soccerball swing tennis'
  ).split(' '),
);
const attributes: Readonly<Record<string, string>> = {
  bear: 'DEF',
  blackswan: '',
  'bmx-bumps': 'LR SV SC FM CS IO MB OCC HO EA OV',
  'bmx-trees': 'LR SV SC FM CS IO MB DEF OCC HO EA BC',
  boat: 'SC DB HO BC',
  breakdance: 'FM DB MB DEF HO OV AC',
  'breakdance-flare': 'FM CS MB DEF HO',
  bus: 'SC OCC HO EA',
  camel: 'CS IO DEF',
  'car-roundabout': 'BC',
  'car-shadow': 'LR EA AC BC',
  'car-turn': 'SV BC',
  cows: 'CS IO DEF OCC HO',
  'dance-jump': 'SC DB MB DEF OCC HO EA',
  'dance-twirl': 'SC CS IO MB DEF HO OV',
  dog: 'FM CS MB DEF EA',
  'dog-agility': 'FM MB DEF OCC HO EA OV AC',
  'drift-chicane': 'LR SV FM DB HO EA AC',
  'drift-straight': 'LR SV FM CS MB HO EA OV AC',
  'drift-turn': 'SV FM IO DB HO OV AC',
  elephant: 'CS DB DEF EA',
  flamingo: 'SC IO DB DEF HO',
  goat: 'CS DEF EA BC',
  hike: 'LR DEF HO',
  hockey: 'SC IO DEF HO',
  'horsejump-high': 'SC IO DEF OCC HO',
  'horsejump-low': 'SC IO DEF OCC HO EA',
  'kite-surf': 'SV SC IO DB MB OCC HO EA',
  'kite-walk': 'SC IO DB DEF OCC HO',
  libby: 'SC MB DEF OCC HO EA',
  lucia: 'DEF OCC HO',
  'mallard-fly': 'LR SV FM DB MB DEF EA OV AC',
  'mallard-water': 'LR IO DB EA',
  'motocross-bumps': 'SV FM IO HO OV AC BC',
  'motocross-jump': 'SV SC FM IO MB DEF HO EA OV AC',
  motorbike: 'LR SV SC FM IO OCC HO EA',
  paragliding: 'LR SC IO HO',
  'paragliding-launch': 'SC IO DEF HO EA',
  parkour: 'LR SV FM DEF OCC HO AC',
  rhino: 'DEF OCC BC',
  rollerblade: 'LR FM CS MB DEF HO',
  'scooter-black': 'SV IO HO EA',
  'scooter-gray': 'SC FM IO OCC HO EA BC',
  soapbox: 'SV IO MB DEF HO AC',
  soccerball: 'LR FM MB OCC HO',
  stroller: 'SC FM CS IO DEF HO',
  surf: 'SV CS IO DB HO OV',
  swing: 'SC FM IO DEF OCC HO',
  tennis: 'SV FM IO MB DEF HO',
  train: 'SC HO EA',
};

/** The 50 sequences by name. */
export const davisSequences: ReadonlyMap<string, DavisSequence> = new Map(
  Object.entries(attributes).map(([name, codes]) => [
    name,
    {
      set: val.has(name) ? ('val' as const) : ('train' as const),
      attributes: codes === '' ? [] : codes.split(' '),
      countsForT: !withoutT.has(name),
    },
  ]),
);

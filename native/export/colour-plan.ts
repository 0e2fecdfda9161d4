import type { RasterSize } from '../raster/types.ts';

/** What a source tells of its colours; null where it does not. Names are ffmpeg's. */
interface SourceColourTags {
  readonly range: 'tv' | 'pc' | null;
  readonly matrix: string | null;
  readonly primaries: string | null;
  readonly transfer: string | null;
}

/** How an export's colours are written: what the source tells, and the usual where it does not. Names are ffmpeg's. */
export interface ColourPlan {
  /** As ffmpeg's scale filter calls the matrix. */
  readonly matrix: string;
  /** As streams are tagged. */
  readonly matrixTag: string;
  readonly primaries: string;
  readonly transfer: string;
  /** Whether the source told nothing, so that the usual was assumed. */
  readonly isAssumed: boolean;
}

/** Height from which an untagged video is taken for HD, as players do. */
const HD_HEIGHT_PX = 600;

/** The shares of red and blue in the luma of matrices, by ffmpeg's name for its scale filter. */
const lumaShares: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt709: [0.2126, 0.0722],
  smpte240m: [0.212, 0.087],
  fcc: [0.3, 0.11],
  bt2020: [0.2627, 0.0593],
};

/** The shares of red, green and blue in a matrix's luma; of one that is not known, BT.601's. */
export function lumaWeights(matrix: string): readonly [red: number, green: number, blue: number] {
  const [red, blue] = lumaShares[matrix] ?? [0.299, 0.114];
  return [red, 1 - red - blue, blue];
}

const filterNames: Readonly<Record<string, string>> = {
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
  bt470bg: 'bt470',
};

/** The primaries that go with a matrix. */
const primariesOf: Readonly<Record<string, string>> = {
  bt709: 'bt709',
  smpte170m: 'smpte170m',
  bt470bg: 'bt470bg',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
};

/** The colours of an export of a video of this size; a folder of pictures (null) is RGB and counts as BT.709. */
export function colourPlan(tags: SourceColourTags | null, { heightPx }: RasterSize): ColourPlan {
  const isRgb = tags === null || tags.matrix === 'gbr';
  const usual = isRgb || heightPx >= HD_HEIGHT_PX ? 'bt709' : 'smpte170m';
  const told = tags === null || tags.matrix === 'gbr' ? null : tags.matrix;
  const matrixTag = told ?? usual;
  return {
    matrix: filterNames[matrixTag] ?? matrixTag,
    matrixTag,
    primaries: tags?.primaries ?? primariesOf[matrixTag] ?? usual,
    transfer: tags?.transfer ?? 'bt709',
    isAssumed: !isRgb && told === null,
  };
}

/** The arguments that tag a stream. */
export const colourTags = ({ matrixTag, primaries, transfer }: ColourPlan): string[] => [
  ...['-colorspace', matrixTag, '-color_primaries', primaries, '-color_trc', transfer, '-color_range', 'tv'],
];

/** CIE x and y of red, green, blue and white. */
const chromaticities: Readonly<Record<string, readonly number[]>> = {
  bt709: [0.64, 0.33, 0.3, 0.6, 0.15, 0.06, 0.3127, 0.329],
  bt2020: [0.708, 0.292, 0.17, 0.797, 0.131, 0.046, 0.3127, 0.329],
  smpte170m: [0.63, 0.34, 0.31, 0.595, 0.155, 0.07, 0.3127, 0.329],
  bt470bg: [0.64, 0.33, 0.29, 0.6, 0.15, 0.06, 0.3127, 0.329],
  smpte432: [0.68, 0.32, 0.265, 0.69, 0.15, 0.06, 0.3127, 0.329],
};

/** CIE x and y of a plan's red, green, blue and white, as EXR's `chromaticities` holds them; BT.709's where unknown. */
export const chromaticitiesOf = ({ primaries }: ColourPlan): readonly number[] =>
  chromaticities[primaries] ?? chromaticities['bt709']!;

const BETA = 0.018053968510807;
const ALPHA = 1 + 5.5 * BETA;

/** PQ (SMPTE ST 2084), as light relative to a diffuse white of 203 cd/m² (ITU-R BT.2408). */
function pqLight(v: number): number {
  const p = v ** (1 / 78.84375);
  return (10000 / 203) * (Math.max(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (1 / 0.1593017578125);
}

/** HLG's scene light (ITU-R BT.2100), 1 at its reference white of 0.75 (BT.2408). */
function hlgLight(v: number): number {
  const inverse = (x: number) =>
    x <= 0.5 ? (x * x) / 3 : (Math.exp((x - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return inverse(v) / inverse(0.75);
}

/** The scene light of BT.709's transfer curve. */
const bt709Light = (v: number) => (v < 4.5 * BETA ? v / 4.5 : ((v + ALPHA - 1) / ALPHA) ** (1 / 0.45));
const srgbLight = (v: number) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/** Linear light of a coded value, 0..1, by a transfer's name; of one that is not known, BT.709's. */
export function linearLight(transfer: string): (coded: number) => number {
  if (transfer === 'smpte2084') return pqLight;
  if (transfer === 'arib-std-b67') return hlgLight;
  if (transfer === 'iec61966-2-1') return srgbLight;
  if (transfer === 'linear') return (v) => v;
  if (transfer === 'gamma22' || transfer === 'bt470m') return (v) => v ** 2.2;
  if (transfer === 'gamma28' || transfer === 'bt470bg') return (v) => v ** 2.8;
  return bt709Light;
}

import type { Layer } from '../../native/api/runs.ts';

/** What lies behind a cutout. */
export const backdrops = ['checkerboard', 'black', 'white', 'green', 'magenta'] as const;
export type Backdrop = (typeof backdrops)[number];

/** Solid backdrops as CSS colours; the checkerboard is drawn. */
export const backdropColors: Readonly<Record<Exclude<Backdrop, 'checkerboard'>, string>> = {
  black: '#000000',
  white: '#ffffff',
  green: '#00b140',
  magenta: '#c2187a',
};

/** What lies behind a cutout where another clip's frames do. */
export const ground = 'ground';

/** A layer of the opened run, or of another run of its clip that it is compared with, or the frames behind a cutout. */
export type ShownLayer = Layer | `other:${Layer}` | typeof ground;

const otherPrefix = 'other:';

/** The layer of the other run. */
export const ofOther = (layer: Layer): ShownLayer => `${otherPrefix}${layer}`;
/** Whether it is the other run's. */
export const isOther = (shown: ShownLayer): shown is `other:${Layer}` => shown.startsWith(otherPrefix);
/** Whether it is of the clip behind a cutout. */
export const isGround = (shown: ShownLayer): shown is typeof ground => shown === ground;
/** Which layer it is, of whichever run. */
export function layerOf(shown: ShownLayer): Layer {
  if (isGround(shown)) return 'source';
  return isOther(shown) ? (shown.slice(otherPrefix.length) as Layer) : shown;
}

/** One picture of a look, drawn over those before it. */
export interface LookPart {
  readonly layer: ShownLayer;
  /** How much black lies over it, 0..1. */
  readonly dimmed: number;
  readonly opacity: number;
}

/** How a layer is shown: what lies behind it, and the pictures that make it. */
export interface LayerLook {
  readonly backdrop: boolean;
  readonly parts: readonly LookPart[];
}

const plain = (layer: Layer): LayerLook => ({ backdrop: false, parts: [{ layer, dimmed: 0, opacity: 1 }] });

/** The look of a layer: what the refinement changed lies over the darkened source, a cutout over a backdrop. */
export function layerLook(shown: ShownLayer): LayerLook {
  const layer = layerOf(shown);
  if (isOther(shown)) {
    const { backdrop, parts } = layerLook(layer);
    return { backdrop, parts: parts.map((part) => ({ ...part, layer: ofOther(layerOf(part.layer)) })) };
  }
  if (layer === 'cutout') return { ...plain('cutout'), backdrop: true };
  if (layer !== 'diff') return plain(layer);
  return {
    backdrop: false,
    parts: [
      { layer: 'source', dimmed: 0.6, opacity: 1 },
      { layer: 'diff', dimmed: 0, opacity: 0.85 },
    ],
  };
}

/**
 * The layers whose pictures a comparison needs, each once, the first layer's before the second's; `hasGround` says whether
 * another clip's frames lie behind cutouts.
 */
export const neededLayers = (shown: readonly ShownLayer[], hasGround: boolean): ShownLayer[] => [
  ...new Set(
    shown.flatMap((layer) => {
      const { backdrop, parts } = layerLook(layer);
      return [...(backdrop && hasGround ? ([ground] as const) : []), ...parts.map((part) => part.layer)];
    }),
  ),
];

import { connectedComponents } from '../../../native/graphcut/components.ts';
import type { Mask } from '../../../native/raster/types.ts';

/** Of the largest connected error of a mask, the point that is farthest from its edge, in pixels. */
export function largestError(
  mask: Mask,
  truth: Mask,
): { readonly x: number; readonly y: number; readonly adds: boolean } {
  const { widthPx, heightPx } = mask;
  const wrong = (adds: boolean) =>
    Uint8Array.from(mask.data, (value, at) => Number(value !== truth.data[at] && (value === 0) === adds));
  const [largest, adds] = [true, false]
    .map(
      (kind) => [connectedComponents(wrong(kind), { rows: heightPx, cols: widthPx })[0] ?? [], kind] as const,
    )
    .toSorted(([a], [b]) => b.length - a.length)[0]!;
  let left = new Set(largest);
  let layer = largest;
  while (left.size > 0) {
    layer = [...left];
    const inner = layer.filter((at) =>
      [at - 1, at + 1, at - widthPx, at + widthPx].every((next) => left.has(next)),
    );
    left = new Set(inner);
  }
  const at = layer[layer.length >> 1] ?? 0;
  return { x: (at % widthPx) + 0.5, y: Math.floor(at / widthPx) + 0.5, adds };
}

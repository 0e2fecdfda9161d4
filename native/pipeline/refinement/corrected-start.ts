import type { Corrections } from '../../runs/corrections/corrections.ts';
import type { HeldOutRegion } from '../../api/runs.ts';
import { regionsAt } from '../../runs/corrections/held-out.ts';
import { correctedVersion } from '../../runs/keys/mask-keys.ts';
import { clearRegions } from '../../raster/picture-region.ts';
import { type MaskSource, replaceMasks } from '../masks/mask-stage.ts';
import type { RefineStart } from './refine-work.ts';

/** The masks without foreground in the regions that a person holds out. */
const withoutHeldOut = (masks: MaskSource, heldOut: readonly HeldOutRegion[]): MaskSource => ({
  ...replaceMasks(masks, (index) => {
    const regions = regionsAt(heldOut, index);
    if (regions.length === 0) return undefined;
    const config = { heldOut: regions.map(({ x, y, width, height }) => [x, y, width, height]) };
    const soft = () => {
      const { data, ...size } = masks.coarse(index);
      const plane = { ...size, data: data.slice() };
      clearRegions(plane, regions);
      return plane;
    };
    return { version: correctedVersion, config, inputs: [], soft };
  }),
  heldOut: (index) => regionsAt(heldOut, index),
});

/** What a refinement starts from, with a person's corrections in place of the cut's masks: they count as its surest frames. */
export function correctedStart(
  { pseudo, confidence }: RefineStart,
  { masks: corrected, heldOut }: Corrections,
): RefineStart {
  const surest = confidence.reduce((most, value) => Math.max(most, value), 0);
  return {
    confidence: confidence.map((value, index) => (corrected.has(index) ? surest : value)),
    pseudo: withoutHeldOut(
      replaceMasks(pseudo, (index) => {
        const correction = corrected.get(index);
        if (correction === undefined) return undefined;
        const { digest, soft } = correction;
        return {
          version: correctedVersion,
          config: { corrected: digest },
          inputs: [],
          soft: () => soft,
        };
      }),
      heldOut,
    ),
  };
}

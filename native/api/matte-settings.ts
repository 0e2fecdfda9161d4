import { z } from 'zod';

/** How a run's masks become mattes; lengths are pixels of the source. Nothing of it changes the masks themselves. */
export const matteSettingsSchema = z.object({
  /** How far the edge may leave the soft mask for the colours on its two sides: 0 not at all, 1 wherever they tell. */
  detail: z.number().min(0).max(1).default(1),
  /** Pixels by which the edge moves outwards; negative chokes. */
  growPx: z.number().min(-50).max(50).default(0),
  featherPx: z.number().min(0).max(100).default(0),
  /** 0 is a hard edge, 0.5 the one that was measured, 1 the softest. */
  edgeSoftness: z.number().min(0).max(1).default(0.5),
  /** Holes in the object, and specks beside it, up to this many pixels across go. */
  holePx: z.number().int().min(0).max(500).default(12),
  speckPx: z.number().int().min(0).max(500).default(12),
  /** How much the frames before and after have to say: 0 nothing, 1 as much as the frame itself. */
  smoothing: z.number().min(0).max(1).default(0.7),
  /** Colours of a cutout: the foreground's own, estimated at the edge, or the source's untouched. */
  colours: z.enum(['estimated', 'source']).default('estimated'),
});

/** How a run's masks become mattes. */
export type MatteSettings = z.infer<typeof matteSettingsSchema>;

/** What counts where nothing is chosen. */
export const defaultMatteSettings: MatteSettings = matteSettingsSchema.parse({});

/** Other settings for some frames, both ends included. */
const matteRangeSchema = z
  .object({
    from: z.number().int().min(0),
    to: z.number().int().min(0),
    settings: matteSettingsSchema.partial(),
  })
  .refine(({ from, to }) => from <= to, 'a range ends before it begins');

/** A run's matte settings: for all frames, and for ranges of them; of two ranges the later one counts. */
export const runMatteSchema = z.object({
  settings: matteSettingsSchema.default(defaultMatteSettings),
  ranges: z.array(matteRangeSchema).default([]),
});

/** A run's matte settings. */
export type RunMatte = z.infer<typeof runMatteSchema>;

/** What counts for a run that nobody changed anything of. */
export const defaultRunMatte: RunMatte = runMatteSchema.parse({});

/** The settings of one frame. */
export function matteSettingsAt({ settings, ranges }: RunMatte, index: number): MatteSettings {
  const own = ranges.filter(({ from, to }) => from <= index && index <= to).map((range) => range.settings);
  return matteSettingsSchema.parse(Object.assign({}, settings, ...own));
}

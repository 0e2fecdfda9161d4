import { z } from 'zod';
import { usageError } from '../base/errors.ts';
import { providers } from '../base/provider-names.ts';
import { exportFormats } from './exports.ts';

export const presets = ['embedded', 'paper'] as const;
export const encoders = ['embedded', 'dino-vits16', 'dino-vits8', 'dino-vitb16', 'dino-vitb8'] as const;
export const flows = ['embedded', 'arflow', 'gmflow'] as const;
/** How far a mask is worked on after the cut, each with those before it; the built-in encoder alone has more than the cut. */
export const maskSteps = ['cut', 'contours', 'repair', 'object', 'background', 'all'] as const;
export const providerChoices = ['auto', ...providers] as const;

/** The side of each encoder's patches, in pixels; the working resolution's sides are multiples of it. */
export const patchSides = {
  embedded: 8,
  'dino-vits16': 16,
  'dino-vits8': 8,
  'dino-vitb16': 16,
  'dino-vitb8': 8,
} as const satisfies Readonly<Record<(typeof encoders)[number], number>>;

/** Smallest and largest side of the working resolution, in pixels. */
export const workingSides = { minPx: 32, maxPx: 4096 } as const;

/** The graph cut's alpha and tau as the paper gives them for DINO features (section 3.1). */
export const paperCutDefaults = { alpha: 0.7, tau: 0.25 } as const;
/** Alpha and tau that suit the embedded encoder. */
export const embeddedCutDefaults = { alpha: 0.35, tau: 0.5 } as const;

/** A place in a clip: a frame's number, counted from 0, or a timecode that counts from the clip's first frame. */
export const clipPlace = z.union([z.int().min(0), z.string().regex(/^\d{1,2}:\d{2}:\d{2}[:;]\d{2}$/)]);
const somePlace = clipPlace.optional().describe('a frame, counted from 0, or a timecode as 00:00:05:12');

const side = z.int().min(workingSides.minPx).max(workingSides.maxPx);
const oneOf = (names: readonly string[]) => `one of ${names.join(', ')}`;

/** All that decides a run's masks; the description of each field is its allowed range, for error messages. */
export const runConfigSchema = z.strictObject({
  preset: z.enum(presets).describe(oneOf(presets)),
  encoder: z.enum(encoders).describe(oneOf(encoders)),
  flow: z.enum(flows).describe(oneOf(flows)),
  /** The flow by which the refinement warps its predictions (paper, section 3.1: another one than the cut's). */
  warpFlow: z.enum(flows).describe(oneOf(flows)),
  alpha: z.number().min(0).max(1).describe('a number from 0 to 1'),
  tau: z.number().min(-1).max(1).describe('a number from -1 to 1'),
  refine: z.boolean().describe('true or false'),
  epochs: z.int().min(1).describe('a whole number from 1'),
  /** Whether the final masks go through a fully connected CRF (paper, section 3.3); runs of before have none. */
  crf: z.boolean().default(false).describe('true or false'),
  /** The last step on the way from the cut to the mask: an ablation's; runs of before had no choice. */
  maskSteps: z.enum(maskSteps).default('all').describe(oneOf(maskSteps)),
  /** The working resolution; null lets the clip's aspect ratio decide. */
  size: z
    .strictObject({ heightPx: side, widthPx: side })
    .nullable()
    .describe(
      `HxW (height x width in pixels, each from ${workingSides.minPx} to ${workingSides.maxPx}), as in 256x512`,
    ),
  exports: z.array(z.enum(exportFormats)).describe(oneOf(exportFormats)),
  provider: z.enum(providerChoices).describe(oneOf(providerChoices)),
  seed: z.int().min(0).max(0xffff_ffff).describe('a whole number from 0 to 4294967295'),
  /** The first and the last frame that are run; absent: from the clip's beginning, to its end. */
  from: somePlace,
  to: somePlace,
});

/** A complete, valid configuration of a run. */
export type RunConfig = z.infer<typeof runConfigSchema>;
/** The first and the last frame of a clip that are run; absent: from its beginning, to its end. */
export type PartChoice = Pick<RunConfig, 'from' | 'to'>;
export type Preset = RunConfig['preset'];
export type Encoder = RunConfig['encoder'];
export type Flow = RunConfig['flow'];
export type ProviderChoice = RunConfig['provider'];

/** What a person chose; each value is unchecked, absent or undefined where the preset shall decide. */
export type RunOptions = Readonly<Partial<Record<keyof RunConfig, unknown>>>;

const presetDefaults: Readonly<Record<Preset, Omit<RunConfig, 'alpha' | 'tau'>>> = {
  embedded: {
    preset: 'embedded',
    encoder: 'embedded',
    flow: 'embedded',
    warpFlow: 'embedded',
    refine: true,
    epochs: 20,
    crf: false,
    maskSteps: 'all',
    size: null,
    exports: [],
    provider: 'auto',
    seed: 0,
  },
  paper: {
    preset: 'paper',
    encoder: 'dino-vitb8',
    flow: 'arflow',
    warpFlow: 'gmflow',
    refine: true,
    epochs: 200,
    crf: false,
    maskSteps: 'all',
    size: { heightPx: 256, widthPx: 512 },
    exports: [],
    provider: 'auto',
    seed: 0,
  },
};

/**
 * The preset's configuration with the given options over it. Alpha and tau default to what suits the encoder.
 * Throws a usage error of one sentence that names the option, its value and the allowed range.
 */
export function resolveRunConfig(options: RunOptions): RunConfig {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const preset = runConfigSchema.shape.preset.safeParse(given['preset'] ?? 'embedded');
  if (!preset.success) throw optionError('preset', given['preset']);
  const merged = { ...presetDefaults[preset.data], ...given };
  const cut = merged.encoder === 'embedded' ? embeddedCutDefaults : paperCutDefaults;
  return parseRunConfig({ ...cut, ...merged });
}

/** Checks a complete configuration, one read from a file or a message say; throws the same usage errors. */
export function parseRunConfig(value: unknown): RunConfig {
  const result = runConfigSchema.safeParse(value);
  if (result.success) return withWholePatches(result.data);
  const issue = result.error.issues[0]!;
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0)
    throw usageError(
      `Unknown option ${issue.keys.join(', ')}; choose from ${Object.keys(runConfigSchema.shape).join(', ')}.`,
    );
  const name = issue.path[0];
  if (typeof name !== 'string')
    throw usageError('The run configuration must be an object with named options.');
  throw optionError(name, (value as Record<string, unknown>)[name]);
}

function withWholePatches(config: RunConfig): RunConfig {
  const { encoder, size } = config;
  const patchPx = patchSides[encoder];
  if (size === null || (size.heightPx % patchPx === 0 && size.widthPx % patchPx === 0)) return config;
  const whole = (sidePx: number) => Math.round(sidePx / patchPx) * patchPx;
  throw usageError(
    `The option size is ${size.heightPx}x${size.widthPx}, which does not divide into the patches of ${patchPx}x${patchPx} ` +
      `pixels of the encoder ${encoder}; ${whole(size.heightPx)}x${whole(size.widthPx)} does.`,
  );
}

/** Height and width from `HxW`, as in 256x512; throws a usage error for anything else. */
export function parseSize(text: string): NonNullable<RunConfig['size']> {
  const match = /^(\d+)[x×](\d+)$/i.exec(text.trim());
  const size = { heightPx: Number(match?.[1]), widthPx: Number(match?.[2]) };
  const result = runConfigSchema.shape.size.safeParse(match === null ? undefined : size);
  if (!result.success || result.data === null) throw optionError('size', text);
  return result.data;
}

function optionError(name: string, value: unknown) {
  const range = (runConfigSchema.shape as Readonly<Record<string, z.ZodType>>)[name]?.description;
  return usageError(`The option ${name} is ${shown(value)}; it must be ${range ?? 'of a different type'}.`);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
}

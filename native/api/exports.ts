import { z } from 'zod';

/** The formats for editing tools, as `--format` and `--export` know them. */
export const exportFormats = [
  'prores4444',
  'prores4444xq',
  'png-rgba',
  'png-rgba16',
  'matte-png',
  'matte-png16',
  'exr-half-premultiplied',
  'exr-half-straight',
  'exr-float-premultiplied',
  'exr-float-straight',
  'tiff16',
  'matte-prores',
  'matte-dnxhr',
  'matte-mp4',
  'overlay-mp4',
  'webm-alpha',
  'hevc-alpha',
  'ffv1',
  'davis-png',
  'coco-rle',
] as const;

/** Files that put the matte over its source in an editing tool. */
export const sidecarKinds = ['otio', 'fcpxml', 'edl'] as const;

/** What of a run is exported, and how. */
export const exportRequest = z.strictObject({
  formats: z.array(z.enum(exportFormats)).min(1),
  sidecars: z.array(z.enum(sidecarKinds)),
  /** A name with tokens ({clip}, {format}, {frame:05}, {version}); null: the format's usual one. */
  pattern: z.string().nullable(),
  /** The first frame's number in sequences. */
  startNumber: z.int().min(0).max(9_999_999),
  /** The first and the last frame that are exported, counted in the whole clip; null: from the run's beginning, to its end. */
  from: z.int().min(0).nullable(),
  to: z.int().min(0).nullable(),
  /** One frame for each of the source, or as many as a constant rate needs. */
  timing: z.enum(['frames', 'conform']),
  version: z.int().min(1).max(9999),
  /** Whether the source's sound comes along where the container takes it. */
  sound: z.boolean(),
});

/** What of a run is exported, and how. */
export type ExportRequest = z.infer<typeof exportRequest>;
export type ExportFormatId = ExportRequest['formats'][number];
export type SidecarKind = ExportRequest['sidecars'][number];

/** The usual export of these formats: all frames, usual names. */
export const exportOf = (
  formats: readonly ExportFormatId[],
  more: Partial<ExportRequest> = {},
): ExportRequest => ({
  formats: [...formats],
  sidecars: [],
  pattern: null,
  startNumber: 0,
  from: null,
  to: null,
  timing: 'frames',
  version: 1,
  sound: true,
  ...more,
});

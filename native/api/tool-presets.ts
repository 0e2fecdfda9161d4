import type { ExportFormatId, SidecarKind } from './exports.ts';

/** What suits an editing tool: its format, names and sidecar. */
export interface ToolPreset {
  readonly id: string;
  /** The tool's name. */
  readonly title: string;
  readonly formats: readonly ExportFormatId[];
  readonly sidecars: readonly SidecarKind[];
  /** The first frame's number in a sequence. */
  readonly startNumber: number;
  /** What to do there, in one sentence. */
  readonly hint: string;
}

/** The presets, in the order in which they are offered. */
export const toolPresets: readonly ToolPreset[] = [
  {
    id: 'resolve',
    title: 'DaVinci Resolve',
    formats: ['prores4444'],
    sidecars: ['otio'],
    startNumber: 0,
    hint: 'Import the .otio timeline; in Clip Attributes, set the alpha mode to Straight.',
  },
  {
    id: 'premiere',
    title: 'Premiere Pro',
    formats: ['prores4444'],
    sidecars: ['otio'],
    startNumber: 0,
    hint: 'Put the movie on the track above the clip; its straight alpha is recognised.',
  },
  {
    id: 'after-effects',
    title: 'After Effects',
    formats: ['prores4444'],
    sidecars: [],
    startNumber: 0,
    hint: 'Import the movie and choose “Straight – Unmatted” where it asks.',
  },
  {
    id: 'final-cut',
    title: 'Final Cut Pro',
    formats: ['prores4444'],
    sidecars: ['fcpxml'],
    startNumber: 0,
    hint: 'Import the .fcpxml: the cutout lies connected above the clip.',
  },
  {
    id: 'nuke',
    title: 'Nuke',
    formats: ['exr-half-premultiplied'],
    sidecars: [],
    startNumber: 1001,
    hint: 'Read the sequence with its colours linear; it is premultiplied, so Merge (over) takes it as it is.',
  },
  {
    id: 'fusion',
    title: 'Fusion',
    formats: ['exr-half-premultiplied'],
    sidecars: [],
    startNumber: 0,
    hint: 'Load the sequence; Merge takes its premultiplied alpha as it is.',
  },
  {
    id: 'blender',
    title: 'Blender',
    formats: ['png-rgba'],
    sidecars: [],
    startNumber: 1,
    hint: 'Open the PNGs as an image sequence with straight alpha, then Alpha Over.',
  },
  {
    id: 'research',
    title: 'Research',
    formats: ['davis-png', 'coco-rle'],
    sidecars: [],
    startNumber: 0,
    hint: 'Palette PNGs as DAVIS stores them, and COCO run lengths for pycocotools.',
  },
];

import { join } from 'node:path';

/** The file of a frame in a folder of frames or masks: 00000.png and on. */
export const maskFileName = (index: number): string => `${String(index).padStart(5, '0')}.png`;

/** Where a trained network's files lie. */
export interface NetworkFiles {
  readonly modelPath: string;
  readonly modelCardPath: string;
  readonly learningCurvePath: string;
}

/** Where everything lies that a run of a clip writes or a person adds to it. */
export interface RunFolder extends NetworkFiles {
  readonly dir: string;
  /** The run's frames in the whole clip, `end` being one past the last: the files of masks and fixes count there. */
  readonly frames: { readonly first: number; readonly end: number };
  /** The report, written last: a folder without it holds no finished run. */
  readonly reportPath: string;
  /** What a person changed in the masks. */
  readonly fixesPath: string;
  /** How a person wants the run's mattes, where that is not the default. */
  readonly mattePath: string;
  readonly overlayPath: string;
  readonly contactSheetPath: string;
  /** Early masks of a training under way. */
  readonly trainingPreviewPath: string;
  /** The masks that count. */
  readonly masksDir: string;
  /** The graph cut's masks, beside refined ones. */
  readonly graphCutMasksDir: string;
  /** What the run itself made of frames that a person has fixed or locked. */
  readonly originalMasksDir: string;
  /** Soft masks of frames that a person has fixed. */
  readonly correctedMasksDir: string;
  readonly exportsDir: string;
  /** The name of a frame's file in the folders of masks. */
  readonly maskName: (index: number) => string;
  mask(index: number): string;
  graphCutMask(index: number): string;
  originalMask(index: number): string;
  correctedMask(index: number): string;
}

/** Everything that a run writes and a person's fixes add, but for exports. */
export const ownPaths = (folder: RunFolder): string[] => [
  // First: without it the folder holds no finished run.
  folder.reportPath,
  folder.fixesPath,
  folder.mattePath,
  folder.overlayPath,
  folder.contactSheetPath,
  folder.trainingPreviewPath,
  folder.masksDir,
  folder.graphCutMasksDir,
  folder.originalMasksDir,
  folder.correctedMasksDir,
  folder.modelPath,
  folder.modelCardPath,
  folder.learningCurvePath,
];

/** Which frames a run is of. */
export interface RanFrames {
  readonly part: { readonly firstFrame: number } | null;
  readonly frameCount: number;
}

/** The places of a network's files in a folder. */
export const networkFiles = (dir: string): NetworkFiles => ({
  modelPath: join(dir, 'model.onnx'),
  modelCardPath: join(dir, 'model.md'),
  learningCurvePath: join(dir, 'learning-curve.svg'),
});

/** The places in the folder of the run of a clip, or of a part of one; nothing is read or written. */
export function runFolder(
  dir: string,
  { part, frameCount }: RanFrames = { part: null, frameCount: Infinity },
): RunFolder {
  const [masksDir, graphCutMasksDir, originalMasksDir, correctedMasksDir] = [
    join(dir, 'masks'),
    join(dir, 'masks-graphcut'),
    join(dir, 'masks-original'),
    join(dir, 'masks-corrected'),
  ];
  const first = part?.firstFrame ?? 0;
  const maskName = (index: number) => maskFileName(first + index);
  const fileIn = (folder: string) => (index: number) => join(folder, maskName(index));
  return {
    dir,
    frames: { first, end: first + frameCount },
    maskName,
    reportPath: join(dir, 'run.json'),
    fixesPath: join(dir, 'fixes.json'),
    mattePath: join(dir, 'matte.json'),
    overlayPath: join(dir, 'overlay.mp4'),
    contactSheetPath: join(dir, 'contact-sheet.png'),
    trainingPreviewPath: join(dir, 'preview.png'),
    masksDir,
    graphCutMasksDir,
    originalMasksDir,
    correctedMasksDir,
    exportsDir: join(dir, 'exports'),
    ...networkFiles(dir),
    mask: fileIn(masksDir),
    graphCutMask: fileIn(graphCutMasksDir),
    originalMask: fileIn(originalMasksDir),
    correctedMask: fileIn(correctedMasksDir),
  };
}

import sharp from 'sharp';
import { writeFileAtomically } from '../../base/atomic-file.ts';
import type { DatasetSequence } from '../../datasets/dataset.ts';
import { readMaskFiles } from '../../datasets/mask-folder.ts';
import { regionSimilarity } from '../../metrics/region-similarity.ts';
import { encodeRgbJpeg, readMask, readRgbImage } from '../../raster/image-file.ts';
import { resizeRgbArea } from '../../raster/resample.ts';
import type { ResultTable } from '../../report/result-table.ts';
import { runFolder } from '../../runs/run-folder.ts';
import { drawOverlay } from '../../video/overviews/draw-overlay.ts';

/** A frame whose mask the refinement has changed, with J before and after. */
export interface GainedFrame {
  readonly sequence: string;
  readonly index: number;
  readonly cut: number;
  readonly refined: number;
}

const COLUMNS = 4;
const CELL_WIDTH_PX = 320;

/** J of every frame with ground truth by the graph cut and after the refinement, from the files of a refined run. */
async function gainsOf(sequence: DatasetSequence, runDir: string): Promise<GainedFrame[]> {
  const gains: GainedFrame[] = [];
  const folder = runFolder(runDir);
  for (const annotated of sequence.groundTruth) {
    const [truth, refined, cut] = await Promise.all([
      readMaskFiles(annotated),
      readMask(folder.mask(annotated.frameIndex)),
      readMask(folder.graphCutMask(annotated.frameIndex)).catch(() => null),
    ]);
    if (cut === null) return [];
    gains.push({
      sequence: sequence.name,
      index: annotated.frameIndex,
      cut: regionSimilarity(truth, cut),
      refined: regionSimilarity(truth, refined),
    });
  }
  return gains;
}

/** The frame gained most of each sequence, best first. */
function mostGained(gains: readonly GainedFrame[]): GainedFrame[] {
  const best = new Map<string, GainedFrame>();
  const gain = ({ cut, refined }: GainedFrame) => refined - cut;
  for (const frame of gains) {
    const known = best.get(frame.sequence);
    if (known === undefined || gain(frame) > gain(known)) best.set(frame.sequence, frame);
  }
  return [...best.values()].sort((a, b) => gain(b) - gain(a)).slice(0, COLUMNS);
}

/** The frame, and the frame with either mask, as JPEGs of one width. */
async function columnOf(sequence: DatasetSequence, runDir: string, index: number): Promise<Buffer[]> {
  const frame = await readRgbImage(sequence.frames[index]!);
  const folder = runFolder(runDir);
  const [cut, refined] = await Promise.all(
    [folder.graphCutMask(index), folder.mask(index)].map((path) => readMask(path)),
  );
  const size = {
    widthPx: CELL_WIDTH_PX,
    heightPx: Math.round((CELL_WIDTH_PX * frame.heightPx) / frame.widthPx),
  };
  const pictures = [frame, drawOverlay(frame, cut!), drawOverlay(frame, refined!)];
  return Promise.all(pictures.map((picture) => encodeRgbJpeg(resizeRgbArea(picture, size), 88)));
}

async function joinColumns(columns: readonly (readonly Buffer[])[]): Promise<Buffer> {
  const heights = await Promise.all(columns.map(async (cells) => (await sharp(cells[0]).metadata()).height));
  const rowHeight = Math.max(...heights);
  const placed = columns.flatMap((cells, column) =>
    cells.map((input, row) => ({ input, left: column * (CELL_WIDTH_PX + 4), top: row * (rowHeight + 4) })),
  );
  const width = columns.length * (CELL_WIDTH_PX + 4) - 4;
  const height = 3 * (rowHeight + 4) - 4;
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(placed)
    .jpeg({ quality: 90 })
    .toBuffer();
}

/**
 * Figure 3 of the paper: the frames that the refinement has gained most, one of each sequence; above the frame, in the
 * middle the graph cut's mask, below the refined one. Null where no run was refined.
 *
 * @param runDirOf the folder of a sequence's refined run.
 */
export async function writeFigure3(
  sequences: readonly DatasetSequence[],
  runDirOf: (sequence: string) => string,
  outPath: string,
): Promise<ResultTable | null> {
  const gains = (
    await Promise.all(sequences.map((one) => gainsOf(one, runDirOf(one.name)).catch(() => [])))
  ).flat();
  const chosen = mostGained(gains);
  if (chosen.length === 0) return null;
  const columns = await Promise.all(
    chosen.map(({ sequence, index }) => {
      const opened = sequences.find(({ name }) => name === sequence)!;
      return columnOf(opened, runDirOf(sequence), index);
    }),
  );
  await writeFileAtomically(outPath, await joinColumns(columns));
  return {
    title: 'Figure 3: the frames gained most by the refinement, J',
    head: ['sequence', 'frame', 'graph cut', 'refined'],
    rows: chosen.map(({ sequence, index, cut, refined }) => [sequence, String(index), cut, refined]),
    notes: ['Top row: the frame; middle: the graph cut’s mask; bottom: after the refinement.'],
  };
}

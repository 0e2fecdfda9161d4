import { decodeMaskPng, writeRgbPng } from '../../raster/image-file.ts';
import type { RgbImage } from '../../raster/types.ts';
import { cellMask, cellPicture, drawContactSheet } from '../../video/overviews/draw-contact-sheet.ts';
import { type RecalledWork, recallCut, recallFlows } from '../../runs/stored/recall.ts';
import { changePixels, eigenvectorPicture, flowPicture } from './stage-pictures.ts';

/** One finished frame, as the mask stage knows it. */
export interface FinishedFrame {
  readonly index: number;
  readonly image: RgbImage;
  readonly png: Uint8Array;
  readonly overlay: RgbImage;
  /** The graph cut's mask, where the refinement has changed it; else null. */
  readonly before: Uint8Array | null;
}

/** Frames on the sheet, evenly spread over the clip, and the width of each picture. */
const SAMPLES = 6;
const CELL_WIDTH_PX = 240;

/** The frames on the sheet of a clip of that length. */
export function sampledFrames(frameCount: number): number[] {
  const columns = Math.min(SAMPLES, frameCount);
  return Array.from({ length: columns }, (_, k) => Math.floor(((k + 0.5) * frameCount) / columns));
}

/** Gathers the pictures of a sheet. */
export interface ContactSheetSampler {
  /** Takes the frame if it is one of those on the sheet. */
  offer(frame: FinishedFrame): Promise<void>;
  /** Writes the sheet as PNG. */
  write(path: string): Promise<void>;
}

async function changePicture(before: Uint8Array, after: Uint8Array): Promise<RgbImage> {
  const [earlier, later] = await Promise.all([decodeMaskPng(before), decodeMaskPng(after)]);
  return { ...later, data: changePixels(earlier, later, 3) };
}

/**
 * Gathers some frames of a run and draws them, one column a frame: frame, flow, eigenvector, mask and overlay; where
 * there was a refinement, both masks and the pixels that it gained (blue) and lost (orange).
 */
export function contactSheetSampler(work: RecalledWork): ContactSheetSampler {
  const { frameCount, widthPx, heightPx, name } = work.clip;
  const wanted = new Set(sampledFrames(frameCount));
  const size = {
    widthPx: CELL_WIDTH_PX,
    heightPx: Math.max(1, Math.round((CELL_WIDTH_PX * heightPx) / widthPx)),
  };
  const indices: number[] = [];
  const rows = new Map<string, RgbImage[]>();
  return {
    async offer({ index, image, png, overlay, before }) {
      if (!wanted.has(index)) return;
      indices.push(index);
      const masks =
        before === null
          ? { mask: cellMask(png, size) }
          : {
              'graph cut': cellMask(before, size),
              refined: cellMask(png, size),
              'gained/lost': cellPicture(await changePicture(before, png), size),
            };
      const pictures: Readonly<Record<string, Promise<RgbImage>>> = {
        frame: cellPicture(image, size),
        flow: cellPicture(flowPicture(recallFlows(work, index)), size),
        eigenvector: cellPicture(
          eigenvectorPicture(recallCut(work, index).eigenvector, work.geometry.grid),
          size,
        ),
        ...masks,
        overlay: cellPicture(overlay, size),
      };
      for (const [label, picture] of Object.entries(pictures))
        rows.set(label, [...(rows.get(label) ?? []), await picture]);
    },
    async write(path) {
      const columnLabels = indices.map((index) => `frame ${index}`);
      await writeRgbPng(
        path,
        await drawContactSheet(
          [...rows].map(([label, images]) => ({ label, images })),
          { title: name, columnLabels, cellWidthPx: CELL_WIDTH_PX },
        ),
      );
    },
  };
}

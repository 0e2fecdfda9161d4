import { z } from 'zod';
import { layers, type Layer } from '../../api/runs.ts';

/** What a media path asks for. */
export type MediaRequest =
  | {
      readonly kind: 'frame';
      readonly runId: number;
      readonly layer: Layer;
      readonly frame: number;
      readonly maxSidePx: number | null;
    }
  | { readonly kind: 'thumbnail'; readonly jobId: number }
  | { readonly kind: 'clip'; readonly clip: string }
  | {
      readonly kind: 'loop';
      readonly runId: number;
      /** Null for the run's own masks. */
      readonly candidate: { readonly frame: number; readonly id: number } | null;
      readonly maxSidePx: number;
      readonly still: boolean;
    };

const number = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const layer = z.enum(layers);
const side = number.pipe(z.int().min(1).max(16_384));

/** Looping pictures are thumbnails. */
const LARGEST_LOOP_PX = 640;
const USUAL_LOOP_PX = 240;

/** Reads a path of native/api/media-url.ts, with or without a slash before it; null for any other. */
export function parseMediaPath(path: string): MediaRequest | null {
  const [place = '', query = ''] = path.replace(/^\//, '').split('?', 2);
  const parts = place.split('/');
  if (parts[0] === 'jobs' && parts[2] === 'thumbnail' && parts.length === 3) {
    const jobId = number.safeParse(parts[1]);
    return jobId.success ? { kind: 'thumbnail', jobId: jobId.data } : null;
  }
  if (place === 'clips/thumbnail') {
    const clip = new URLSearchParams(query).get('path');
    return clip === null ? null : { kind: 'clip', clip };
  }
  const runId = number.safeParse(parts[1]);
  if (parts[0] === 'runs' && runId.success && (parts[2] === 'loop' || parts[2] === 'candidates'))
    return loopRequest(runId.data, parts.slice(2), new URLSearchParams(query));
  if (parts[0] !== 'runs' || parts.length !== 4 || !runId.success) return null;
  return frameRequest(runId.data, parts[2], parts[3], new URLSearchParams(query).get('side'));
}

function frameRequest(
  runId: number,
  layerText: string | undefined,
  frameText: string | undefined,
  sideText: string | null,
): MediaRequest | null {
  const asked = layer.safeParse(layerText);
  const frame = number.safeParse(frameText);
  const maxSide = side.nullable().safeParse(sideText);
  if (!asked.success || !frame.success || !maxSide.success) return null;
  return { kind: 'frame', runId, layer: asked.data, frame: frame.data, maxSidePx: maxSide.data };
}

const loopSide = number.pipe(z.int().min(1).max(LARGEST_LOOP_PX)).catch(USUAL_LOOP_PX);

function loopRequest(
  runId: number,
  [place, frameText, idText, ...more]: readonly string[],
  query: URLSearchParams,
): MediaRequest | null {
  const shared = {
    kind: 'loop',
    runId,
    maxSidePx: loopSide.parse(query.get('side')),
    still: query.get('still') === '1',
  } as const;
  if (place === 'loop') return frameText === undefined ? { ...shared, candidate: null } : null;
  const [frame, id] = [number.safeParse(frameText), number.safeParse(idText)];
  if (!frame.success || !id.success || more.length > 0) return null;
  return { ...shared, candidate: { frame: frame.data, id: id.data } };
}

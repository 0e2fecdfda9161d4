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
  | { readonly kind: 'video'; readonly runId: number; readonly which: 'source' | 'overlay' };

const number = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);
const layer = z.enum(layers);
const side = number.pipe(z.int().min(1).max(16_384));

/** Reads a path of native/api/media-url.ts, with or without a slash before it; null for any other. */
export function parseMediaPath(path: string): MediaRequest | null {
  const [place = '', query = ''] = path.replace(/^\//, '').split('?', 2);
  const parts = place.split('/');
  if (parts[0] === 'jobs' && parts[2] === 'thumbnail' && parts.length === 3) {
    const jobId = number.safeParse(parts[1]);
    return jobId.success ? { kind: 'thumbnail', jobId: jobId.data } : null;
  }
  const runId = number.safeParse(parts[1]);
  if (parts[0] !== 'runs' || parts.length !== 4 || !runId.success) return null;
  if (parts[2] === 'video') {
    const which = z.enum(['source', 'overlay']).safeParse(parts[3]);
    return which.success ? { kind: 'video', runId: runId.data, which: which.data } : null;
  }
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

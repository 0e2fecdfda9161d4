import { throwIfCancelled } from '../errors.ts';
import { meanOfKnown } from '../metrics/statistics.ts';
import type { ClipWork } from './clip-work.ts';
import type { MaskSource } from './mask-stage.ts';
import { recall, recallFlows } from './motion-stage.ts';
import { orderedMap } from './ordered-map.ts';

/**
 * Temporal stability of a clip's masks, 0..1: the mean overlap of each mask with its predecessor of the same shot,
 * warped to it; 1 where no frame has a predecessor. Masks and flows are those in the store.
 */
export async function clipStability(work: ClipWork, masks: MaskSource): Promise<number> {
  const { clip, shots, pool, signal } = work;
  const later = Array.from({ length: clip.frameCount }, (_, index) => index).filter(
    (index) => index > 0 && shots.shotOf[index - 1] === shots.shotOf[index],
  );
  const mask = (index: number) => recall(work, masks.key(index), 'mask', index);
  const overlaps = orderedMap(later, pool.parallelism, (index) => {
    throwIfCancelled(signal);
    const pair = { previous: mask(index - 1), mask: mask(index), flows: recallFlows(work, index) };
    return pool.run('overlapTask', pair);
  });
  const found: number[] = [];
  for await (const overlap of overlaps) found.push(overlap);
  return found.length === 0 ? 1 : meanOfKnown(found);
}

import { failedError } from '../base/errors.ts';
import { showShape } from '../onnx/data-type.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';

/**
 * Checks a network's tensors against what its architecture has, by name and shape. Throws naming the first missing,
 * misshapen or surplus one. `network` says what was expected, for people: `DINO ViT (patch 8, ...)`.
 */
export function fitStateDict(
  network: string,
  expected: ReadonlyMap<string, readonly number[]>,
  weights: StateDict,
): void {
  for (const [name, shape] of expected) {
    const found = weights.get(name);
    if (found === undefined) throw failedError(`The weights do not fit ${network}: '${name}' is missing.`);
    if (found.shape.join() !== shape.join())
      throw failedError(
        `The weights do not fit ${network}: '${name}' is ${showShape(found.shape)}, not ${showShape(shape)}.`,
      );
  }
  const surplus = [...weights.keys()].find((name) => !expected.has(name));
  if (surplus !== undefined)
    throw failedError(`The weights do not fit ${network}: '${surplus}' is not part of it.`);
}

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { embeddedFlowOf, scalarFlowOf } from '../../native/flow/embedded/coarse-to-fine.ts';
import { loadFlowKernels } from '../../native/flow/embedded/flow-kernels.ts';
import { framePyramid } from '../../native/flow/embedded/pyramid.ts';
import { grayPicture, textureAt } from '../support/clips/gray-texture.ts';

interface Compiler {
  readonly compileFlowKernels: () => Promise<Uint8Array>;
  readonly compileMetricKernels: () => Promise<Uint8Array>;
  readonly compileMatteKernels: () => Promise<Uint8Array>;
  readonly flowKernelsFile: string;
  readonly metricKernelsFile: string;
  readonly matteKernelsFile: string;
}

test('the checked-in kernels are what npm run build:kernels makes of their source', async () => {
  const compiler = new URL('../../build/make-flow-kernels.mjs', import.meta.url).href;
  const all = (await import(compiler)) as Compiler;
  const kernels = [
    [await all.compileFlowKernels(), all.flowKernelsFile],
    [await all.compileMetricKernels(), all.metricKernelsFile],
    [await all.compileMatteKernels(), all.matteKernelsFile],
  ] as const;
  for (const [compiled, file] of kernels)
    assert.ok(Buffer.from(compiled).equals(await readFile(file)), `${file}: run npm run build:kernels`);
});

test('this machine computes with the kernels', () => {
  assert.notEqual(loadFlowKernels(), null);
});

/** A scene that moves by (u, v), with a block that moves by (-2u, 3) instead and a part that gets brighter. */
function movedScene(widthPx: number, heightPx: number, u: number, v: number) {
  const block = (x: number, y: number) => x > widthPx / 3 && x < widthPx / 2 && y > heightPx / 3;
  return grayPicture(widthPx, heightPx, (x, y) => {
    if (block(x + 2 * u, y - 3)) return 255 - textureAt(x + 2 * u, y - 3);
    return textureAt(x - u, y - v) * (x > 0.8 * widthPx ? 1.2 : 1);
  });
}

test('gives the bits of the scalar computation, whatever the size', () => {
  for (const [widthPx, heightPx, u, v] of [
    [160, 120, 3.4, -1.2],
    [97, 61, -6.1, 0.5],
    [33, 17, 1.5, 0],
    [201, 13, 12, 1],
    [13, 201, 0, -9],
    [5, 3, 1, 1],
    [1, 40, 0, 2],
    [1, 1, 0, 0],
    // The first size again: what other sizes left in memory counts for nothing.
    [160, 120, -20, 8],
  ] as const) {
    const size = { widthPx, heightPx };
    const first = framePyramid(movedScene(widthPx, heightPx, 0, 0));
    const second = framePyramid(movedScene(widthPx, heightPx, u, v));
    for (const [a, b] of [
      [first, second],
      [second, first],
      [first, first],
    ] as const)
      assert.deepEqual(embeddedFlowOf(a, b, size), scalarFlowOf(a, b, size), `${widthPx}x${heightPx}`);
  }
});

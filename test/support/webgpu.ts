import { existsSync } from 'node:fs';
import { GraphBuilder } from '../../native/onnx/graph.ts';
import * as op from '../../native/onnx/ops.ts';
import { createSession } from '../../native/onnx/session.ts';

/** Where Debian's and Ubuntu's Chromium keep the description of their software Vulkan driver. */
const softwareDrivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
];

let answer: Promise<string | null> | undefined;

/**
 * Why the WebGPU provider cannot be used in this process; null where it can. Without a graphics card, Chromium's
 * software renderer is taken where it is installed.
 */
export const webgpuProblem = (): Promise<string | null> => (answer ??= tryWebgpu());

async function tryWebgpu(): Promise<string | null> {
  const software = softwareDrivers.find((path) => existsSync(path));
  if (!existsSync('/dev/dri') && software !== undefined) process.env['VK_DRIVER_FILES'] ??= software;
  const graph = new GraphBuilder();
  graph.output('y', op.add(graph.input('x', [1]), 1));
  try {
    const session = await createSession(graph, { provider: 'webgpu' });
    await session.run({ x: Float32Array.of(1) });
    await session.dispose();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

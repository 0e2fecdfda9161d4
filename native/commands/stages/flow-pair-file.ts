import type { StageContext } from '../../base/context.ts';
import { failedError } from '../../base/errors.ts';
import { writeFlo } from '../../flow/flo-file.ts';
import type { RasterSize } from '../../raster/types.ts';
import { flowOfPair } from './flow-pair.ts';
import type { FlowPairRequest } from './flow-pair.ts';

/** The flow of a pair as a .flo file; returns its size. */
export async function flowOfPairToFile(
  request: FlowPairRequest,
  outPath: string,
  context: StageContext,
): Promise<RasterSize> {
  const flow = await flowOfPair(request, context);
  await writeFlo(outPath, flow).catch((cause: unknown) => {
    throw failedError(
      `The flow file ${outPath} cannot be written; choose another with --out.`,
      {},
      { cause },
    );
  });
  return { widthPx: flow.widthPx, heightPx: flow.heightPx };
}

import { buildDino, dinoNormalization, type DinoOutput } from '../models/dino/dino.ts';
import { readDinoConfig } from '../models/dino/dino-config.ts';
import { isOutOfMemory } from '../onnx/runtime-error.ts';
import { createSession, type Provider, type Session } from '../onnx/session.ts';
import { resizeRgbArea } from '../raster/resample.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';

/** What a DINO encoder is made of. */
export interface DinoEncoderOptions {
  readonly weights: StateDict;
  /** The network's input; both sides multiples of the patch. Pictures of other sizes are resized to it. */
  readonly size: RasterSize;
  readonly provider: Provider;
  readonly outputs: readonly DinoOutput[];
  /** Pictures per run, 1 or more; what suits the provider unless said. */
  readonly batch?: number;
  /** What opens the sessions; `createSession` unless said. */
  readonly open?: typeof createSession;
  /** Hears, in one sentence, that memory ran out and smaller batches are used. */
  readonly notify?: (sentence: string) => void;
}

/** The outputs of one picture: `tokens` [N + 1, D] with the class token first, the others [N, D] without it. */
export type DinoFeatures = Readonly<Record<string, Float32Array>>;

/** A DINO ViT (paper, section 2.1: phi) that takes pictures of any size, one call each. */
export interface DinoEncoder {
  readonly patchPx: number;
  readonly rows: number;
  readonly cols: number;
  readonly dim: number;
  encode(picture: RgbImage): Promise<DinoFeatures>;
  dispose(): Promise<void>;
}

/** Pictures per run: a GPU is faster with several, a CPU is not. */
const GPU_BATCH = 4;

interface Waiting {
  readonly input: Float32Array;
  resolve(features: DinoFeatures): void;
  reject(error: unknown): void;
}

/** [3, H, W], by ImageNet's mean and standard deviation. */
function normalized(picture: RgbImage): Float32Array {
  const { mean, std } = dinoNormalization;
  const pixels = picture.widthPx * picture.heightPx;
  const input = new Float32Array(3 * pixels);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < pixels; i++) {
      input[c * pixels + i] = (picture.data[3 * i + c]! / 255 - mean[c]!) / std[c]!;
    }
  }
  return input;
}

/** The patch size that a checkpoint's shapes tell. Throws where it is no DINO ViT. */
export const dinoPatchPx = (weights: StateDict): number => readDinoConfig(weights).patchPx;

/**
 * A DINO encoder for one input size. Calls may overlap: what waits is run together, in batches that shrink when
 * memory runs out (with a message); at one picture, running out of memory is an error.
 */
export function createDinoEncoder(options: DinoEncoderOptions): DinoEncoder {
  const { weights, size, provider, outputs, notify = () => undefined } = options;
  const { patchPx, dim } = readDinoConfig(weights);
  const waiting: Waiting[] = [];
  let batch = options.batch ?? (provider === 'cpu' ? 1 : GPU_BATCH);
  // Opened with the first picture: where all features are cached already, none comes.
  let session: Session | null = null;
  let draining: Promise<void> | null = null;

  function open(pictures: number): Promise<Session> {
    const model = buildDino(weights, { size, batch: pictures, outputs, provider });
    return (options.open ?? createSession)(model.graph, { provider });
  }

  async function runBatch(taken: readonly Waiting[]): Promise<DinoFeatures[]> {
    session ??= await open(batch);
    const length = taken[0]!.input.length;
    const input = new Float32Array(batch * length);
    taken.forEach((one, k) => input.set(one.input, k * length));
    const results = await session.run({ image: input });
    return taken.map((_, k) =>
      Object.fromEntries(
        outputs.map((name) => {
          const data = results[name]!.data as Float32Array;
          const start = k * (data.length / batch) + (name === 'tokens' ? 0 : dim);
          return [name, data.slice(start, (k + 1) * (data.length / batch))];
        }),
      ),
    );
  }

  async function shrinkAfter(error: unknown): Promise<void> {
    if (batch === 1 || !isOutOfMemory(error)) throw error;
    await session?.dispose();
    session = null;
    batch = Math.ceil(batch / 2);
    notify(`Memory ran out on ${provider}; the encoder goes on with ${batch} picture(s) at a time.`);
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const taken = waiting.slice(0, batch);
      try {
        const features = await runBatch(taken);
        waiting.splice(0, taken.length);
        taken.forEach((one, k) => one.resolve(features[k]!));
      } catch (error) {
        await shrinkAfter(error).catch((fatal: unknown) => {
          waiting.splice(0).forEach((one) => one.reject(fatal));
        });
      }
    }
    draining = null;
  }

  return {
    patchPx,
    rows: size.heightPx / patchPx,
    cols: size.widthPx / patchPx,
    dim,
    encode: (picture) =>
      new Promise((resolve, reject) => {
        waiting.push({ input: normalized(resizeRgbArea(picture, size)), resolve, reject });
        draining ??= Promise.resolve().then(drain);
      }),
    async dispose() {
      await draining;
      await session?.dispose();
    },
  };
}

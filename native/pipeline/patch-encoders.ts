import { patchSides, type RunConfig } from '../api/run-config.ts';
import type { StageContext } from '../base/context.ts';
import { createDinoEncoder, dinoPatchPx } from '../features/dino-encoder.ts';
import type { MotionField } from '../features/embedded-motion.ts';
import { MotionNetworkSession } from '../features/motion-network-session.ts';
import { chooseProvider } from '../onnx/providers.ts';
import { shippedMotionNetwork } from '../models/motion-network.ts';
import { encodeFloat16 } from '../raster/float16.ts';
import { resizePlaneBilinear } from '../raster/resample.ts';
import type { RasterSize, RgbImage } from '../raster/types.ts';
import { readStateDict } from '../weights/formats/weight-file.ts';
import type { StateDict } from '../weights/formats/state-dict.ts';
import { clipGeometry, type ClipGeometry } from '../runs/clip-geometry.ts';
import { embeddedMotionId, embeddedWeights } from '../weights/library/embedded-weights.ts';
import type { FramePool } from './frame-pool.ts';
import { flowPicture } from './overviews/stage-pictures.ts';
import type { StoredMotion } from './frame-tasks.ts';
import type { StoredFlows } from '../runs/stored/stored-flows.ts';
import { requireModels } from '../weights/library/models.ts';
import { type EncoderIdentity, encoderIdentity } from '../runs/keys/input-identity.ts';

/** What the motion side of an encoder sees of a frame. */
export interface FrameMotion {
  readonly own: MotionField;
  readonly neighbours: readonly MotionField[];
  readonly flows: StoredFlows;
}

/** Turns frames and their motion into patch features (phi of the paper, section 2.1), float16 [N, D]. */
export interface PatchEncoder extends EncoderIdentity {
  /** What it runs on, as run.json says it. */
  readonly provider: string;
  readonly geometry: ClipGeometry;
  encodeFrame(frame: RgbImage): Promise<Uint8Array>;
  /** A frame's own motion; `encodeMotion` is given that of its neighbours beside it. */
  motionField(flows: StoredFlows): Promise<MotionField>;
  encodeMotion(motion: FrameMotion): Promise<StoredMotion>;
  dispose(): Promise<void>;
}

/** What an encoder is opened with. */
export interface PatchEncoderRequest {
  readonly config: RunConfig;
  readonly source: RasterSize;
  readonly pool: FramePool;
  readonly notify: (sentence: string) => void;
}

/**
 * Opens the encoder that a configuration asks for. Throws where its weights are missing (saying which file and both
 * ways to get it) or do not fit, and where the provider does not work here.
 */
export async function createPatchEncoder(
  request: PatchEncoderRequest,
  context: StageContext,
): Promise<PatchEncoder> {
  const { config } = request;
  return config.encoder === 'embedded'
    ? createEmbedded(request)
    : createDino(request, config.encoder, context);
}

/** Mean colours, and motion as the embedded network sees it. */
async function createEmbedded({ config, source, pool }: PatchEncoderRequest): Promise<PatchEncoder> {
  const geometry = clipGeometry(source, config, patchSides.embedded);
  const { working, grid } = geometry;
  const { weights, sha256 } = await embeddedWeights();
  const size = { widthPx: working.widthPx / 2, heightPx: working.heightPx / 2 };
  let network: Promise<MotionNetworkSession> | undefined;
  // Opened with the first frame: where all motion is cached already, none comes.
  const opened = () => (network ??= MotionNetworkSession.open(weights, shippedMotionNetwork, size));
  return {
    ...encoderIdentity('embedded', { [embeddedMotionId]: sha256 }),
    provider: 'cpu',
    geometry,
    encodeFrame: (frame) => pool.run('appearanceTask', { frame, working, grid }),
    async motionField(flows) {
      const { field, planes } = await pool.run('motionInputsTask', { flows, size });
      // A shot of one frame shows no motion: there is nothing to ask the network about.
      const moving =
        flows.offsets.length === 0
          ? new Float32Array(size.widthPx * size.heightPx)
          : await (await opened()).run(planes);
      return { ...field, moving: resizePlaneBilinear({ ...size, data: moving }, geometry.flow).data };
    },
    encodeMotion: (motion) => pool.run('motionTask', { ...motion, grid }),
    // One that could not be opened has said so to the frame that wanted it.
    dispose: async () => (await network?.catch(() => undefined))?.dispose(),
  };
}

async function dinoWeights(
  id: RunConfig['encoder'],
  context: StageContext,
): Promise<{ weights: StateDict; sha256: string }> {
  const { path, sha256 } = (await requireModels([id], context)).get(id)!;
  return { weights: await readStateDict(path), sha256 };
}

/** DINO's keys of the last block, of the frame and of its flow as RGB, by the same encoder. */
async function createDino(
  { config, source, pool, notify }: PatchEncoderRequest,
  id: RunConfig['encoder'],
  context: StageContext,
): Promise<PatchEncoder> {
  const { weights, sha256 } = await dinoWeights(id, context);
  const geometry = clipGeometry(source, config, dinoPatchPx(weights));
  const provider = await chooseProvider(config.provider);
  const encoder = createDinoEncoder({
    weights,
    size: geometry.working,
    provider,
    outputs: ['keys'],
    notify,
  });
  const encode = async (picture: RgbImage) => encodeFloat16((await encoder.encode(picture))['keys']!);
  return {
    ...encoderIdentity(id, { [id]: sha256 }),
    provider,
    dim: encoder.dim,
    geometry,
    encodeFrame: encode,
    motionField: (flows) => pool.run('motionFieldTask', flows),
    async encodeMotion(motion) {
      const [features, salience] = await Promise.all([
        encode(flowPicture(motion.flows)),
        pool.run('salienceTask', { ...motion, grid: geometry.grid }),
      ]);
      return { features, salience };
    },
    dispose: () => encoder.dispose(),
  };
}

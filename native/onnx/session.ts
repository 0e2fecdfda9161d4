import { availableParallelism } from 'node:os';
import '../base/platform/no-telemetry.ts';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { failedError, usageError } from '../base/errors.ts';
import type { Provider } from '../base/provider-names.ts';
import { bytesOf, dataFromBytes, elementCount, naturalType, showShape } from './data-type.ts';
import type { DataType, HostTensor, TensorData } from './data-type.ts';
import { GraphBuilder, type TensorType } from './graph.ts';
import { serialize } from './model-proto.ts';
import { runtimeError } from './runtime-error.ts';

export type { Provider };

/** How a session runs. */
export interface SessionOptions {
  /** `cpu` unless said; what another provider cannot compute falls to the CPU inside ONNX Runtime. */
  readonly provider?: Provider;
  /** CPU threads; all of the machine's unless said. */
  readonly threads?: number;
  /**
   * Whether one block is laid out for all tensors of a run, from its second run on (yes unless said). Without it they
   * come from the arena one by one: no slower, and a training step takes a third less memory.
   */
  readonly planMemory?: boolean;
  /** Outputs that stay in the provider's memory (`webgpu` only) and can be fed to sessions of the same provider. */
  readonly deviceOutputs?: readonly string[];
}

/** A tensor in the provider's memory. It cannot be read: run a graph that copies it to an ordinary output. */
export interface DeviceTensor {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly handle: OrtTensor;
}

/** What can be fed: bare elements where the input's shape is known, or a tensor. */
export type Feed = TensorData | HostTensor | DeviceTensor;
/** Feeds by the names of the graph's inputs. */
export type Feeds = Readonly<Record<string, Feed>>;

/** Tensors whose memory a run fills with the outputs of these names, instead of allocating it anew. */
export type Destinations = Readonly<Record<string, HostTensor>>;

/** What a run yields, apart by where it lies. */
export interface StepResult {
  readonly host: Readonly<Record<string, HostTensor>>;
  readonly device: Readonly<Record<string, DeviceTensor>>;
}

interface InputType {
  readonly name: string;
  readonly dtype: DataType;
  /** A text or -1 stands for a side that the model leaves open. */
  readonly shape: readonly (number | string)[];
}

/**
 * Whether the runtime's own attention operator computes right on a provider. ONNX Runtime 1.30's on WebGPU does not
 * where the GPU's subgroups have another width than its kernel takes for granted; those of DirectML and CoreML are
 * untried here.
 */
export const hasFusedAttention = (provider: Provider): boolean => provider === 'cpu' || provider === 'cuda';

/** A model loaded into ONNX Runtime. Dispose of it: its memory is not the garbage collector's. */
export class Session {
  readonly provider: Provider;
  readonly inputs: readonly InputType[];
  readonly outputNames: readonly string[];
  readonly #native: InferenceSession;

  /** Use `createSession`. */
  constructor(native: InferenceSession, provider: Provider) {
    this.#native = native;
    this.provider = provider;
    this.outputNames = native.outputNames;
    this.inputs = native.inputMetadata.map((input) => {
      if (!input.isTensor) throw failedError(`The model's input '${input.name}' is no tensor.`);
      return { name: input.name, dtype: input.type as DataType, shape: input.shape };
    });
  }

  /**
   * Runs the model on host data and returns all its outputs, those of `into` in the memory given there. Throws where
   * feeds do not fit, naming them. A destination must not be fed to the same run.
   */
  async run(feeds: Feeds, into: Destinations = {}): Promise<Readonly<Record<string, HostTensor>>> {
    return (await this.step(feeds, into)).host;
  }

  /** As `run`, for sessions with `deviceOutputs`. */
  async step(feeds: Feeds, into: Destinations = {}): Promise<StepResult> {
    const native = this.#nativeFeeds(feeds);
    const results = await this.#native.run(native, this.#fetches(into)).catch((error: unknown) => {
      throw runtimeError(error, 'run the model', this.provider);
    });
    const host: Record<string, HostTensor> = {};
    const device: Record<string, DeviceTensor> = {};
    for (const [name, value] of Object.entries(results)) {
      const type = { dtype: value.type as DataType, shape: value.dims };
      const destination = into[name];
      if (destination !== undefined) host[name] = destination;
      else if (value.location === 'cpu') host[name] = { ...type, data: hostData(value) };
      else device[name] = { ...type, handle: value };
    }
    return { host, device };
  }

  /** Frees the model and its memory. */
  async dispose(): Promise<void> {
    await this.#native.release();
  }

  #fetches(into: Destinations): Record<string, OrtTensor | null> {
    const surplus = Object.keys(into).find((name) => !this.outputNames.includes(name));
    if (surplus !== undefined) throw usageError(`The model has no output '${surplus}'.`);
    return Object.fromEntries(
      this.outputNames.map((name) => [name, into[name] === undefined ? null : ortTensor(into[name])]),
    );
  }

  #nativeFeeds(feeds: Feeds): Record<string, OrtTensor> {
    const surplus = Object.keys(feeds).find((name) => !this.inputs.some((input) => input.name === name));
    if (surplus !== undefined) throw usageError(`The model has no input '${surplus}'.`);
    return Object.fromEntries(this.inputs.map((input) => [input.name, nativeFeed(input, feeds[input.name])]));
  }
}

/**
 * Loads a graph, or an .onnx file's bytes, into ONNX Runtime. A graph's weights are handed over without an .onnx file in
 * between, so that they may exceed 2 GiB. Throws where the model is wrong or the provider does not work.
 */
export async function createSession(
  model: GraphBuilder | Uint8Array,
  options: SessionOptions = {},
): Promise<Session> {
  const provider = options.provider ?? 'cpu';
  if (model instanceof GraphBuilder && !hasFusedAttention(provider)) refuseFusedAttention(model, provider);
  const { bytes, externalData } =
    model instanceof Uint8Array ? { bytes: model, externalData: [] } : detach(model);
  const native = await InferenceSession.create(bytes, {
    ...nativeOptions(provider, options),
    externalData,
  }).catch((error: unknown) => {
    throw runtimeError(error, 'load the model', provider);
  });
  return new Session(native, provider);
}

function refuseFusedAttention(graph: GraphBuilder, provider: Provider): void {
  if (graph.nodes.some((node) => node.op === 'MultiHeadAttention'))
    throw usageError(
      `The operator MultiHeadAttention is not reliable on '${provider}': build the graph for it.`,
    );
}

function nativeOptions(provider: Provider, options: SessionOptions): InferenceSession.SessionOptions {
  const device = options.deviceOutputs ?? [];
  if (device.length > 0 && provider !== 'webgpu')
    throw usageError(`Outputs can stay in the memory of 'webgpu' only, not of '${provider}'.`);
  return {
    executionProviders: [provider],
    intraOpNumThreads: options.threads ?? availableParallelism(),
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // All shapes are static: the first run's memory plan serves every run.
    enableMemPattern: options.planMemory ?? true,
    enableCpuMemArena: true,
    // Errors are thrown; the runtime need not print them too.
    logSeverityLevel: 4,
    preferredOutputLocation: Object.fromEntries(device.map((name) => [name, 'gpu-buffer' as const])),
    extra: {
      session: {
        // Weights are allocated one by one: the arena would round their sum up to a power of two.
        use_device_allocator_for_initializers: '1',
        // Vanishing gradients would otherwise slow the CPU's arithmetic by an order of magnitude.
        set_denormal_as_zero: '1',
        // Idle threads of one session must not take the cores from the next one's run.
        force_spinning_stop: '1',
      },
    },
  };
}

/** Weights below this size stay in the model. */
const inlineBytes = 1024;

function detach(graph: GraphBuilder): {
  bytes: Uint8Array;
  externalData: { path: string; data: Uint8Array }[];
} {
  const externalData: { path: string; data: Uint8Array }[] = [];
  const externalize = ({ dtype }: TensorType, data: TensorData): string | null => {
    // The runtime wants to see shapes, axes and sizes in the model, however many.
    if (dtype === 'int64' || data.byteLength < inlineBytes) return null;
    const path = `weight-${externalData.length}`;
    externalData.push({ path, data: bytesOf(data) });
    return path;
  };
  return { bytes: serialize(graph, { externalize }), externalData };
}

function hostData(value: OrtTensor): TensorData {
  const data = value.data;
  if (!ArrayBuffer.isView(data)) throw failedError('The model returned texts where numbers were expected.');
  // float16 comes as a Float16Array where the JavaScript engine has one; its bits are what is handed on.
  return dataFromBytes(value.type as DataType, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function nativeFeed(input: InputType, feed: Feed | undefined): OrtTensor {
  if (feed === undefined) throw usageError(`The model's input '${input.name}' is not fed.`);
  const tensor = isData(feed) ? bareTensor(input, feed) : feed;
  const open = (side: number | string): boolean => typeof side === 'string' || side < 0;
  const fits =
    tensor.shape.length === input.shape.length &&
    input.shape.every((side, axis) => open(side) || side === tensor.shape[axis]);
  if (!fits || tensor.dtype !== input.dtype)
    throw usageError(
      `The model's input '${input.name}' is ${input.dtype}[${input.shape.join(', ')}], ` +
        `not ${tensor.dtype}${showShape(tensor.shape)}.`,
    );
  return 'handle' in tensor ? tensor.handle : ortTensor(tensor);
}

const isData = (feed: Feed): feed is TensorData => ArrayBuffer.isView(feed);

function bareTensor(input: InputType, data: TensorData): HostTensor {
  const shape = input.shape.map(Number);
  if (elementCount(shape) !== data.length)
    throw usageError(
      `The model's input '${input.name}' is ${input.dtype}[${input.shape.join(', ')}], ` +
        `not ${data.length} elements.`,
    );
  const natural = naturalType(data);
  return { dtype: natural === 'uint8' && input.dtype === 'bool' ? 'bool' : natural, shape, data };
}

function ortTensor(tensor: HostTensor): OrtTensor {
  if (elementCount(tensor.shape) !== tensor.data.length)
    throw usageError(`A tensor has ${tensor.data.length} elements, not those of ${showShape(tensor.shape)}.`);
  if (tensor.dtype === 'float16') return halfTensor(tensor.data, tensor.shape);
  return new OrtTensor(tensor.dtype, tensor.data as Float32Array, tensor.shape);
}

/**
 * A tensor of half floats from their bits. ONNX Runtime's JavaScript half (1.30) insists on a Float16Array where the
 * engine has one, which its native half reads as empty; bits under another type's name pass both.
 */
function halfTensor(data: TensorData, shape: readonly number[]): OrtTensor {
  const tensor = new OrtTensor('uint16', data as Uint16Array, shape);
  Reflect.set(tensor, 'type', 'float16');
  return tensor;
}

import { failedError } from '../base/errors.ts';
import { dataFromBytes, dataTypeOf, elementCount, showShape } from './data-type.ts';
import type { DataType, HostTensor } from './data-type.ts';
import { bytesField, integerField, integersOf, protoFields, textOf } from './protobuf.ts';
import type { ProtoField } from './protobuf.ts';

/** A node as a foreign file has it: names only. */
export interface StoredNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** What is read back of an .onnx file. */
export interface StoredModel {
  /** Operator set version by domain; ONNX's own domain is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly metadata: ReadonlyMap<string, string>;
  readonly nodes: readonly StoredNode[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Weights by name; their data are views into the file's bytes where these are aligned. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

/**
 * Reads the main graph of an .onnx file. Weights of element types that graphs here never use, and weights in external
 * files, are errors that name them, as are truncated files and files of another kind.
 */
export function readModel(bytes: Uint8Array): StoredModel {
  const opsets = new Map<string, number>();
  const metadata = new Map<string, string>();
  let graph: Uint8Array | null = null;
  for (const entry of protoFields(bytes))
    if (entry.field === 7) graph = bytesField(entry);
    else if (entry.field === 8) setPair(opsets, readPair(entry), integerField);
    else if (entry.field === 14) setPair(metadata, readPair(entry), textOf);
  if (graph === null) throw failedError('The file is not an ONNX model: it has no graph.');
  return { opsets, metadata, ...readGraph(graph) };
}

interface Pair {
  readonly key: string;
  readonly value: ProtoField | null;
}

/** The fields 1 and 2 of a small message: a domain and its version, or a metadata key and its text. */
function readPair(entry: ProtoField): Pair {
  let key = '';
  let value: ProtoField | null = null;
  for (const part of protoFields(bytesField(entry)))
    if (part.field === 1) key = textOf(part);
    else if (part.field === 2) value = part;
  return { key, value };
}

function setPair<V>(target: Map<string, V>, pair: Pair, read: (value: ProtoField) => V): void {
  if (pair.value !== null) target.set(pair.key, read(pair.value));
}

function readGraph(bytes: Uint8Array): Pick<StoredModel, 'nodes' | 'inputs' | 'outputs' | 'weights'> {
  const nodes: StoredNode[] = [];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const weights = new Map<string, HostTensor>();
  for (const entry of protoFields(bytes))
    if (entry.field === 1) nodes.push(readNode(bytesField(entry)));
    else if (entry.field === 5) readWeight(bytesField(entry), weights);
    else if (entry.field === 11) inputs.push(readPair(entry).key);
    else if (entry.field === 12) outputs.push(readPair(entry).key);
  return { nodes, inputs, outputs, weights };
}

function readNode(bytes: Uint8Array): StoredNode {
  const inputs: string[] = [];
  const outputs: string[] = [];
  let op = '';
  let domain = '';
  for (const entry of protoFields(bytes))
    if (entry.field === 1) inputs.push(textOf(entry));
    else if (entry.field === 2) outputs.push(textOf(entry));
    else if (entry.field === 4) op = textOf(entry);
    else if (entry.field === 7) domain = textOf(entry);
  return { op, domain, inputs, outputs };
}

/** Typed fields of TensorProto, each with the byte reader of its entries: float_data, double_data. */
const typedFloats: Readonly<Record<number, DataType>> = { 4: 'float32', 10: 'float64' };

interface StoredTensor {
  name: string;
  code: number;
  external: boolean;
  readonly shape: number[];
  raw: Uint8Array | null;
  readonly floats: Uint8Array[];
  readonly integers: bigint[];
}

function readTensor(bytes: Uint8Array): StoredTensor {
  const tensor: StoredTensor = {
    name: '',
    code: 0,
    external: false,
    shape: [],
    raw: null,
    floats: [],
    integers: [],
  };
  for (const entry of protoFields(bytes))
    if (entry.field === 1) tensor.shape.push(...integersOf(entry).map(Number));
    else if (entry.field === 2) tensor.code = integerField(entry);
    else if (entry.field === 8) tensor.name = textOf(entry);
    else if (entry.field === 9) tensor.raw = bytesField(entry);
    else if (entry.field in typedFloats) tensor.floats.push(bytesField(entry));
    else if (entry.field === 5 || entry.field === 7) tensor.integers.push(...integersOf(entry));
    else if (entry.field === 14) tensor.external = integerField(entry) !== 0;
  return tensor;
}

function readWeight(bytes: Uint8Array, weights: Map<string, HostTensor>): void {
  const tensor = readTensor(bytes);
  const dtype = dataTypeOf(tensor.code);
  if (dtype === null)
    throw failedError(
      `The weight '${tensor.name}' has the ONNX element type ${tensor.code}, which is not read here.`,
    );
  if (tensor.external)
    throw failedError(
      `The weight '${tensor.name}' lies in another file; save the model with its data inside.`,
    );
  const data = tensorData(tensor, dtype);
  if (data.length !== elementCount(tensor.shape))
    throw failedError(
      `The weight '${tensor.name}' has ${data.length} elements, not those of ${showShape(tensor.shape)}.`,
    );
  weights.set(tensor.name, { dtype, shape: tensor.shape, data });
}

function tensorData(tensor: StoredTensor, dtype: DataType): HostTensor['data'] {
  if (tensor.raw !== null) return dataFromBytes(dtype, tensor.raw);
  if (tensor.floats.length > 0) return dataFromBytes(dtype, new Uint8Array(Buffer.concat(tensor.floats)));
  if (dtype === 'int64') return BigInt64Array.from(tensor.integers);
  const values = tensor.integers.map(Number);
  if (dtype === 'int32') return Int32Array.from(values);
  if (dtype === 'float16') return Uint16Array.from(values);
  if (dtype === 'float32') return Float32Array.from(values);
  return dtype === 'float64' ? Float64Array.from(values) : Uint8Array.from(values);
}

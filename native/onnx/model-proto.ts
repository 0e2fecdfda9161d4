import { bytesOf, elementCodes } from './data-type.ts';
import type { TensorData } from './data-type.ts';
import { GraphBuilder } from './graph.ts';
import type { AttributeValue, Node, Tensor, TensorType } from './graph.ts';
import { ProtoWriter } from './proto-writer.ts';
import { liveNodes } from './reads.ts';

/**
 * The operator set of every model: 20 has Gelu and GridSample's present form, and is the newest that the DirectML and
 * CoreML providers know throughout.
 */
export const opsetVersion = 20;
/** ONNX's file format version that belongs to the operator set. */
const irVersion = 9;

/** Attributes that ONNX declares as float; plain numbers elsewhere are integers. */
const floatAttributes = new Set([
  'alpha',
  'beta',
  'cubic_coeff_a',
  'epsilon',
  'extrapolation_value',
  'mask_filter_value',
  'momentum',
  'scale',
]);

/** AttributeProto.AttributeType. */
const attributeTypes = { float: 1, int: 2, string: 3, graph: 5, ints: 7, strings: 8 };

/** How a model is written. */
export interface SerializeOptions {
  /** Texts in the model's metadata, a model card say. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** Takes a weight out of the file: returns the name of the external file that holds its bytes, or null to keep it. */
  readonly externalize?: (weight: Tensor, data: TensorData) => string | null;
}

/** The .onnx file of a graph, without nodes that no output depends on. Throws beyond the format's 2 GiB. */
export function serialize(graph: GraphBuilder, options: SerializeOptions = {}): Uint8Array {
  const domains = new Map([
    ['', opsetVersion],
    ['com.microsoft', 1],
  ]);
  const model = new ProtoWriter().int(1, irVersion).string(2, 'FODVid Studio');
  for (const [domain, version] of domains)
    model.message(8, new ProtoWriter().string(1, domain).int(2, version));
  model.message(7, graphProto(graph, 'graph', { ...options, nameOf: (tensor) => tensor.name }));
  for (const [key, value] of Object.entries(options.metadata ?? {}))
    model.message(14, new ProtoWriter().string(1, key).string(2, value));
  return model.finish();
}

/** What writing a graph needs of the graphs around it: their outputs may have renamed the tensors that it reads. */
interface Scope extends SerializeOptions {
  readonly nameOf: (tensor: Tensor) => string;
}

function graphProto(graph: GraphBuilder, name: string, outer: Scope): ProtoWriter {
  const { renamed, copies } = outputNames(graph);
  const scope: Scope = { ...outer, nameOf: (tensor) => renamed.get(tensor) ?? outer.nameOf(tensor) };
  const proto = new ProtoWriter().string(2, name);
  for (const node of liveNodes(graph)) proto.message(1, nodeProto(node, scope));
  for (const [output, source] of copies) proto.message(1, copyProto(output, scope.nameOf(source)));
  for (const weight of graph.weights.values()) proto.message(5, weightProto(weight, outer));
  for (const input of graph.inputs) proto.message(11, valueInfo(input.name, input));
  for (const [output, tensor] of graph.outputs) proto.message(12, valueInfo(output, tensor));
  return proto;
}

/**
 * ONNX names an output by its tensor. A computed tensor takes its first output's name; inputs, weights, outer tensors
 * and second names are copied by an Identity.
 */
function outputNames(graph: GraphBuilder): { renamed: Map<Tensor, string>; copies: [string, Tensor][] } {
  const renamed = new Map<Tensor, string>();
  const copies: [string, Tensor][] = [];
  for (const [name, tensor] of graph.outputs)
    if (tensor.graph === graph && tensor.node !== null && !renamed.has(tensor)) renamed.set(tensor, name);
    else copies.push([name, tensor]);
  return { renamed, copies };
}

const copyProto = (output: string, source: string): ProtoWriter =>
  new ProtoWriter().string(1, source).string(2, output).string(3, `copy of ${source}`).string(4, 'Identity');

function nodeProto(node: Node, scope: Scope): ProtoWriter {
  const proto = new ProtoWriter();
  for (const input of node.inputs) proto.string(1, input === null ? '' : scope.nameOf(input));
  for (const output of node.outputs) proto.string(2, scope.nameOf(output));
  proto.string(3, node.name).string(4, node.op);
  if (node.domain !== '') proto.string(7, node.domain);
  for (const [name, value] of Object.entries(node.attributes))
    proto.message(5, attributeProto(name, value, scope));
  return proto;
}

function attributeProto(name: string, value: AttributeValue, scope: Scope): ProtoWriter {
  const proto = new ProtoWriter().string(1, name);
  if (value instanceof GraphBuilder)
    return proto.message(6, graphProto(value, name, scope)).int(20, attributeTypes.graph);
  if (typeof value === 'string')
    return proto.bytes(4, new TextEncoder().encode(value)).int(20, attributeTypes.string);
  if (typeof value === 'number')
    return floatAttributes.has(name)
      ? proto.float(2, value).int(20, attributeTypes.float)
      : proto.int(3, value).int(20, attributeTypes.int);
  const numbers = value.filter((item) => typeof item === 'number');
  if (numbers.length === value.length) return proto.ints(8, numbers).int(20, attributeTypes.ints);
  for (const item of value) proto.string(9, String(item));
  return proto.int(20, attributeTypes.strings);
}

function weightProto(weight: Tensor, options: SerializeOptions): ProtoWriter {
  const data = weight.value!;
  const proto = new ProtoWriter()
    .ints(1, weight.shape)
    .int(2, elementCodes[weight.dtype])
    .string(8, weight.name);
  const file = options.externalize?.(weight, data) ?? null;
  if (file === null) return proto.bytes(9, bytesOf(data));
  const entries = { location: file, offset: '0', length: String(data.byteLength) };
  for (const [key, value] of Object.entries(entries))
    proto.message(13, new ProtoWriter().string(1, key).string(2, value));
  return proto.int(14, 1);
}

function valueInfo(name: string, type: TensorType): ProtoWriter {
  const shape = new ProtoWriter();
  for (const side of type.shape) shape.message(1, new ProtoWriter().int(1, side));
  const tensorType = new ProtoWriter().int(1, elementCodes[type.dtype]).message(2, shape);
  return new ProtoWriter().string(1, name).message(2, new ProtoWriter().message(1, tensorType));
}

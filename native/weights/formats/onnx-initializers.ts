import { failedError } from '../../base/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { type DType, elementBytes, countElements } from './dtypes.ts';
import { protoFields, protoIntegers, protoMessages } from './protobuf-fields.ts';
import type { SafeTensor } from './safetensors.ts';

/** Element types by their ONNX numbers. */
const onnxTypes: Readonly<Record<number, DType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  16: 'BF16',
};

/**
 * The named initializers of an ONNX model. Values stored in another file, and lists of halves or doubles, are
 * refused by name; lists of integers are left out.
 */
export async function readOnnxInitializers(source: ByteSource): Promise<Map<string, SafeTensor>> {
  const broken = () =>
    failedError(`${source.name} is damaged: it is not a complete ONNX model; download it again.`);
  const model = await source.read(0, source.sizeBytes);
  const tensors = new Map<string, SafeTensor>();
  for (const graph of protoMessages(model, 7, broken))
    for (const message of protoMessages(graph, 5, broken)) {
      const tensor = readTensor(source.name, message, broken);
      if (tensor === null) continue;
      if (tensors.has(tensor.name))
        throw failedError(`${source.name} is damaged: "${tensor.name}" is there twice.`);
      tensors.set(tensor.name, tensor);
    }
  if (tensors.size === 0)
    throw failedError(`${source.name} is an ONNX model without weights, or no ONNX model.`);
  return tensors;
}

/** No tensor has more axes. */
const MOST_AXES = 16;

/** What the fields of a TensorProto say. */
interface TensorFields {
  readonly shape: number[];
  type: number;
  name: string;
  raw: Uint8Array | null;
  floats: Uint8Array | null;
  external: boolean;
}

/** TensorProto: dims 1, data_type 2, float_data 4, name 8, raw_data 9, external_data 13. */
function tensorFields(message: Uint8Array, broken: () => Error): TensorFields {
  const tensor: TensorFields = { shape: [], type: 0, name: '', raw: null, floats: null, external: false };
  for (const field of protoFields(message, broken)) {
    if (field.number === 1) tensor.shape.push(...protoIntegers(field, MOST_AXES + 1, broken).map(Number));
    else if (field.number === 2) tensor.type = Number(field.value);
    else if (field.number === 4 && field.bytes) tensor.floats = joined(tensor.floats, field.bytes);
    else if (field.number === 8 && field.bytes) tensor.name = new TextDecoder().decode(field.bytes);
    else if (field.number === 9) tensor.raw = field.bytes;
    else if (field.number === 13) tensor.external = true;
    if (tensor.shape.length > MOST_AXES) throw broken();
  }
  return tensor;
}

/** The tensor of a TensorProto; null for lists of integers, which are indices of the graph and never weights. */
function readTensor(
  file: string,
  message: Uint8Array,
  broken: () => Error,
): (SafeTensor & { readonly name: string }) | null {
  const { shape, type, name, raw, floats, external } = tensorFields(message, broken);
  if (external)
    throw failedError(`${file} keeps "${name}" in another file: save the model with its weights inside.`);
  const dtype = onnxTypes[type];
  const count = countElements(shape);
  if (dtype === undefined || count === null)
    throw failedError(`${file}: "${name}" has an unknown type or shape.`);
  const bytes = raw ?? (dtype === 'F32' ? floats : null) ?? new Uint8Array(0);
  if (bytes.byteLength === count * elementBytes[dtype]) return { name, dtype, shape, bytes };
  if (bytes.byteLength === 0 && /^[IUB]/.test(dtype) && dtype !== 'BF16') return null;
  throw failedError(`${file}: the values of "${name}" do not fit its shape, or are not stored as raw data.`);
}

/** float_data may come in several pieces; raw data comes in one. */
function joined(before: Uint8Array | null, bytes: Uint8Array): Uint8Array {
  if (before === null) return bytes;
  if (before.byteLength > 2 ** 16) throw failedError('An ONNX tensor is stored in too many pieces.');
  return Buffer.concat([before, bytes]);
}

import { memorySource } from '../../native/weights/formats/byte-source.ts';
import { readOnnxInitializers } from '../../native/weights/formats/onnx-initializers.ts';
import { protoFields, protoMessages } from '../../native/weights/formats/protobuf-fields.ts';

const broken = () => new Error('not a complete ONNX model');
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const texts = (message: Uint8Array, number: number) =>
  [...protoMessages(message, number, broken)].map((bytes) => text(bytes));

/** The operator set's version by domain. */
function opset(message: Uint8Array): readonly [string, number] {
  let version = 0;
  for (const { number, value } of protoFields(message, broken)) if (number === 2) version = Number(value);
  return [texts(message, 1)[0] ?? '', version];
}

/** What an .onnx file says of itself, and its weights. */
export async function readOnnxFile(bytes: Uint8Array) {
  const [graph] = [...protoMessages(bytes, 7, broken)];
  const named = (number: number) =>
    [...protoMessages(graph!, number, broken)].map((message) => texts(message, 1)[0]!);
  return {
    opsets: new Map([...protoMessages(bytes, 8, broken)].map(opset)),
    metadata: new Map(
      [...protoMessages(bytes, 14, broken)].map((pair) => [texts(pair, 1)[0]!, texts(pair, 2)[0]!]),
    ),
    operators: [...protoMessages(graph!, 1, broken)].map((node) => texts(node, 4)[0]!),
    inputs: named(11),
    outputs: named(12),
    weights: await readOnnxInitializers(memorySource('the model', bytes)),
  };
}

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];

/** A protobuf field that holds a number. */
export const number = (field: number, value: number) => Buffer.from([...varint(field * 8), ...varint(value)]);

/** A protobuf field that holds bytes, text or a message. */
export const bytes = (field: number, value: Uint8Array | string) =>
  Buffer.concat([
    Buffer.from([...varint(field * 8 + 2), ...varint(Buffer.from(value).length)]),
    Buffer.from(value),
  ]);

/** A TensorProto of float32 values as raw data. */
export const floatTensor = (name: string, shape: readonly number[], values: Float32Array) =>
  Buffer.concat([
    ...shape.map((side) => number(1, side)),
    number(2, 1),
    bytes(8, name),
    bytes(9, new Uint8Array(values.buffer)),
  ]);

/** A ModelProto around the TensorProtos `tensors`. */
export const onnxModel = (...tensors: readonly Buffer[]) =>
  Buffer.concat([
    number(1, 8),
    bytes(2, 'test'),
    bytes(7, Buffer.concat([bytes(2, 'graph'), ...tensors.map((tensor) => bytes(5, tensor))])),
  ]);

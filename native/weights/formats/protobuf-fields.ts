/** One field of a protobuf message: its number and a varint's value or the bytes it holds. */
export interface ProtoField {
  readonly number: number;
  readonly value: bigint;
  readonly bytes: Uint8Array | null;
}

/** Walks over the fields of a protobuf message; throws `broken()` where it is cut off or none. */
export function* protoFields(message: Uint8Array, broken: () => Error): Generator<ProtoField> {
  const cursor = { bytes: message, at: 0 };
  while (cursor.at < message.byteLength) {
    const tag = varint(cursor, broken);
    const number = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (wire === 0) yield { number, value: varint(cursor, broken), bytes: null };
    else {
      const length = wire === 2 ? Number(varint(cursor, broken)) : wire === 1 ? 8 : wire === 5 ? 4 : NaN;
      const end = cursor.at + length;
      if (!(end <= message.byteLength)) throw broken();
      yield { number, value: 0n, bytes: message.subarray(cursor.at, end) };
      cursor.at = end;
    }
  }
}

/** The sub-messages, texts or bytes of field `number`. */
export function* protoMessages(
  message: Uint8Array,
  number: number,
  broken: () => Error,
): Generator<Uint8Array> {
  for (const field of protoFields(message, broken))
    if (field.number === number && field.bytes !== null) yield field.bytes;
}

/** At most so many integers of a repeated field's entry: one, or those packed into it; unsigned. */
export function protoIntegers({ value, bytes }: ProtoField, most: number, broken: () => Error): bigint[] {
  if (bytes === null) return [value];
  const cursor = { bytes, at: 0 };
  const out: bigint[] = [];
  while (cursor.at < bytes.byteLength && out.length < most) out.push(varint(cursor, broken));
  return out;
}

function varint(cursor: { readonly bytes: Uint8Array; at: number }, broken: () => Error): bigint {
  let value = 0n;
  for (let shift = 0n; shift < 64n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) throw broken();
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return value;
  }
  throw broken();
}

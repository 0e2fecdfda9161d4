import { failedError } from '../base/errors.ts';

const text = { encoder: new TextEncoder(), decoder: new TextDecoder() };

/** The largest protobuf message: the format's own limit, 2 GiB. */
export const maxMessageBytes = 2 ** 31 - 1;

/**
 * Writes one protobuf message. Byte fields are kept by reference until `finish`, so that weights are copied once;
 * fields equal to the default are written all the same (the reader must not guess).
 */
export class ProtoWriter {
  readonly #chunks: Uint8Array[] = [];
  #pending: number[] = [];
  #size = 0;

  /** A 64-bit integer field (int64, int32, enum, bool), negative numbers in two's complement. */
  int(field: number, value: number | bigint): this {
    this.#varint(BigInt(field << 3));
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  /** A 32-bit float field. */
  float(field: number, value: number): this {
    this.#varint(BigInt((field << 3) | 5));
    this.#pending.push(...new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  /** A length-delimited field of raw bytes. */
  bytes(field: number, value: Uint8Array): this {
    this.#header(field, value.byteLength);
    this.#append(value);
    return this;
  }

  /** A string field, in UTF-8. */
  string(field: number, value: string): this {
    return this.bytes(field, text.encoder.encode(value));
  }

  /** A packed field of 64-bit integers. */
  ints(field: number, values: Iterable<number | bigint>): this {
    const packed = new ProtoWriter();
    for (const value of values) packed.#varint(BigInt.asUintN(64, BigInt(value)));
    return this.message(field, packed);
  }

  /** A packed field of 32-bit floats. */
  floats(field: number, values: readonly number[]): this {
    return this.bytes(field, new Uint8Array(Float32Array.from(values).buffer));
  }

  /** A nested message. */
  message(field: number, value: ProtoWriter): this {
    value.#flush();
    this.#header(field, value.#size);
    for (const chunk of value.#chunks) this.#append(chunk);
    return this;
  }

  /** The message's bytes. Throws beyond 2 GiB. */
  finish(): Uint8Array {
    this.#flush();
    if (this.#size > maxMessageBytes)
      throw failedError(`The model has ${this.#size} bytes; an .onnx file holds at most ${maxMessageBytes}.`);
    const out = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      out.set(chunk, at);
      at += chunk.byteLength;
    }
    return out;
  }

  #header(field: number, length: number): void {
    this.#varint(BigInt((field << 3) | 2));
    this.#varint(BigInt(length));
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest > 127n) {
      this.#pending.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.#pending.push(Number(rest));
  }

  #append(chunk: Uint8Array): void {
    this.#flush();
    this.#chunks.push(chunk);
    this.#size += chunk.byteLength;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#chunks.push(Uint8Array.from(this.#pending));
    this.#size += this.#pending.length;
    this.#pending = [];
  }
}

/** One field of a message: the number, and its value as the wire has it. */
export type ProtoField =
  | { readonly field: number; readonly wire: 'varint'; readonly value: bigint }
  | { readonly field: number; readonly wire: 'bytes' | 'fixed32' | 'fixed64'; readonly value: Uint8Array };

const truncated = () => failedError('The file ends in the middle of a protobuf field; download it again.');

/** Reads the base-128 number at `at`; returns it with the place after it. Throws where it is cut off or too long. */
function readVarint(bytes: Uint8Array, at: number): [bigint, number] {
  let value = 0n;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw truncated();
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return [BigInt.asUintN(64, value), at + i + 1];
  }
  throw failedError('The file is not protobuf: a number runs over ten bytes.');
}

/**
 * The fields of a message in the order of the file; byte fields are views into `bytes`, nothing is copied.
 * Throws where the bytes are truncated or no protobuf at all.
 */
export function* protoFields(bytes: Uint8Array): Generator<ProtoField> {
  let at = 0;
  while (at < bytes.byteLength) {
    const [tag, afterTag] = readVarint(bytes, at);
    const field = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (wire === 0) {
      const [value, next] = readVarint(bytes, afterTag);
      yield { field, wire: 'varint', value };
      at = next;
    } else {
      const [length, start] = payload(bytes, wire, afterTag);
      if (start + length > bytes.byteLength) throw truncated();
      const name = wire === 2 ? 'bytes' : wire === 5 ? 'fixed32' : 'fixed64';
      yield { field, wire: name, value: bytes.subarray(start, start + length) };
      at = start + length;
    }
  }
}

/** The length and the start of the bytes that follow a tag of this wire type. */
function payload(bytes: Uint8Array, wire: number, at: number): [number, number] {
  if (wire === 5) return [4, at];
  if (wire === 1) return [8, at];
  if (wire !== 2) throw failedError(`The file is not protobuf: wire type ${wire} does not exist.`);
  const [length, start] = readVarint(bytes, at);
  return [Number(length), start];
}

/** The numbers of a repeated integer field's entry, packed or single, as signed 64-bit. */
export function integersOf(entry: ProtoField): bigint[] {
  if (entry.wire === 'varint') return [BigInt.asIntN(64, entry.value)];
  const values: bigint[] = [];
  let at = 0;
  while (at < entry.value.byteLength) {
    const [value, next] = readVarint(entry.value, at);
    values.push(BigInt.asIntN(64, value));
    at = next;
  }
  return values;
}

/** The UTF-8 text of a string field. Throws where the field holds a number. */
export function textOf(entry: ProtoField): string {
  return text.decoder.decode(bytesField(entry));
}

/** The bytes of a length-delimited field. Throws where the field holds a number. */
export function bytesField(entry: ProtoField): Uint8Array {
  if (entry.wire === 'varint')
    throw failedError(`The file is no ONNX model: field ${entry.field} holds a number.`);
  return entry.value;
}

/** The number of an integer field. Throws where the field holds bytes. */
export function integerField(entry: ProtoField): number {
  if (entry.wire !== 'varint')
    throw failedError(`The file is no ONNX model: field ${entry.field} holds bytes.`);
  return Number(BigInt.asIntN(64, entry.value));
}

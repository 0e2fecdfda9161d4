import { failedError } from '../base/errors.ts';

const encoder = new TextEncoder();

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
    return this.bytes(field, encoder.encode(value));
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

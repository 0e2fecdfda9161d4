/** Bytes `first` to `last`, both included, of a Range header; `first` null: the last `last` bytes; `last` null: to the end. */
export interface ByteRange {
  readonly first: number | null;
  readonly last: number | null;
}

/** A picture or a part of a video, as a host sends it. A path that holds nothing (any more) is null: 404. */
export interface MediaAnswer {
  /** 206 with `contentRange`; 416 where the range lies outside of the file. */
  readonly status: 200 | 206 | 416;
  readonly contentType: string;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
  /** Of the body. */
  readonly sizeBytes: number;
  /** The value of the header Content-Range; null with 200. */
  readonly contentRange: string | null;
  /** Whether the same address always gives the same bytes, so that they may be kept. */
  readonly immutable: boolean;
}

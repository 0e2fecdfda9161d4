/** A picture's file, as a host sends it. A path that holds nothing (any more) is null: 404. */
export interface MediaAnswer {
  readonly contentType: string;
  readonly bytes: Uint8Array;
  /** Whether the same address always gives the same bytes, so that they may be kept. */
  readonly immutable: boolean;
}

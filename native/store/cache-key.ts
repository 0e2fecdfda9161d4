import { createHash } from 'node:crypto';

/** Anything that JSON can say; undefined fields count as absent. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** What decides a stage's output. */
export interface CacheKeyParts {
  readonly stage: string;
  /** Raised whenever the stage's code computes something else than before. */
  readonly version: number;
  readonly config: JsonValue;
  /** Digests of all inputs: the video's content, the model's weights, earlier stages' keys. */
  readonly inputs: readonly string[];
}

/** SHA-256, in hexadecimal, of the parts' canonical JSON: the order of a config's fields does not matter. */
export function cacheKey({ stage, version, config, inputs }: CacheKeyParts): string {
  return createHash('sha256').update(canonicalJson({ stage, version, config, inputs })).digest('hex');
}

/** JSON without spaces and with sorted keys; throws a TypeError for NaN and infinite numbers. */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`A cache key cannot hold the number ${value}.`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value).filter(
    (entry): entry is [string, JsonValue] => entry[1] !== undefined,
  );
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
}

// Array.isArray does not narrow readonly arrays.
const isList = (value: object): value is readonly JsonValue[] => Array.isArray(value);

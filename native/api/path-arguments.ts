import { z } from 'zod';
import { pathText } from './method.ts';

/** A path within the parameters of a call. */
export interface PathArgument {
  /** Names of the fields on the way to it, without places in arrays: `['changes', 'outputDir']`. */
  readonly field: readonly string[];
  readonly path: string;
}

/** Every value of `pathText` in a value of `schema`, found by the schema alone, so that no method can be forgotten. */
export function pathArguments(
  schema: z.ZodType,
  value: unknown,
  field: readonly string[] = [],
): PathArgument[] {
  if (schema === pathText) return typeof value === 'string' ? [{ field, path: value }] : [];
  if (value === null || value === undefined) return [];
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return pathArguments(schema.unwrap() as z.ZodType, value, field);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => pathArguments(option as z.ZodType, value, field));
  if (schema instanceof z.ZodArray)
    return (value as unknown[]).flatMap((item) => pathArguments(schema.element as z.ZodType, item, field));
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, inner]) =>
      pathArguments(inner, (value as Record<string, unknown>)[name], [...field, name]),
    );
  return [];
}

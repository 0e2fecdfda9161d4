import { z } from 'zod';
import registryJson from '../../../resources/models.json' with { type: 'json' };
import { usageError } from '../../base/errors.ts';

const hexadecimal = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${String(digits)}}$`));

/** How a file is known to be the published one. */
const digestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sha256'), value: hexadecimal(64) }),
  z.strictObject({ kind: z.literal('git-blob-sha1'), value: hexadecimal(40) }),
  // Authors who publish no digest: the first file is checked by structure, its SHA-256 is kept from then on.
  z.strictObject({ kind: z.literal('pin-on-first-use'), sha256Start: hexadecimal(8).optional() }),
]);

const modelSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  family: z.enum(['dino', 'arflow', 'gmflow']),
  /** What `recogniseNetwork` reads from the tensors' shapes. */
  structure: z.record(z.string(), z.int().positive()),
  licence: z.string().min(1),
  sourcePage: z.url({ protocol: /^https$/ }),
  paper: z.string().min(1),
  file: z.string().regex(/^[\w-]+(\.[\w-]+)+$/),
  /** Where the file itself is; empty where its authors offer it by hand only. */
  urls: z.array(z.url({ protocol: /^https$/ })),
  approximateBytes: z.int().positive(),
  digest: digestSchema,
});

const registrySchema = z.strictObject({ models: z.array(modelSchema).min(1) });

/** A published network: where its weights are, under which licence, and how they are verified. */
export type ModelEntry = Readonly<z.infer<typeof modelSchema>>;

/** Reads a registry (the content of resources/models.json); throws where an entry is malformed or an id is there twice. */
export function parseRegistry(json: unknown): readonly ModelEntry[] {
  const { models } = registrySchema.parse(json);
  const twice = models.find((model, i) => models.findIndex(({ id }) => id === model.id) !== i);
  if (twice !== undefined) throw new Error(`The model registry holds "${twice.id}" twice.`);
  return models;
}

/** The networks that are known here. */
export const modelRegistry = parseRegistry(registryJson);

/** The entry of `id`; throws a usage error that lists the known ids. */
export function findModel(id: string, registry = modelRegistry): ModelEntry {
  const entry = registry.find((model) => model.id === id);
  if (entry !== undefined) return entry;
  throw usageError(`There is no model "${id}"; choose from ${registry.map((model) => model.id).join(', ')}.`);
}

/** What a field of OpenTimelineIO's serialised form holds. */
type Kind = 'string' | 'number' | 'boolean' | 'object' | 'list' | readonly string[] | 'nothing or TimeRange';

const item = { name: 'string', metadata: 'object', effects: 'list', markers: 'list' } as const;
const media = { name: 'string', metadata: 'object', available_range: ['TimeRange'] } as const;

/** The fields of each schema, as OpenTimelineIO's "Serialized Schema Documentation" lists them. */
const schemas: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  'Timeline.1': {
    name: 'string',
    metadata: 'object',
    tracks: ['Stack'],
    global_start_time: ['RationalTime'],
  },
  'Stack.1': { ...item, children: 'list', source_range: 'nothing or TimeRange' },
  'Track.1': { ...item, children: 'list', kind: 'string', source_range: 'nothing or TimeRange' },
  'Clip.1': {
    ...item,
    source_range: ['TimeRange'],
    media_reference: ['ExternalReference', 'ImageSequenceReference'],
  },
  'ExternalReference.1': { ...media, target_url: 'string' },
  'ImageSequenceReference.1': {
    ...media,
    target_url_base: 'string',
    name_prefix: 'string',
    name_suffix: 'string',
    start_frame: 'number',
    frame_step: 'number',
    rate: 'number',
    frame_zero_padding: 'number',
    missing_frame_policy: 'string',
  },
  'TimeRange.1': { start_time: ['RationalTime'], duration: ['RationalTime'] },
  'RationalTime.1': { rate: 'number', value: 'number' },
};

const schemaOf = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && 'OTIO_SCHEMA' in value
    ? String(value.OTIO_SCHEMA)
    : undefined;

function fits(value: unknown, kind: Kind): boolean {
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  if (kind === 'nothing or TimeRange') return value === null || schemaOf(value) === 'TimeRange.1';
  if (typeof kind === 'string') return typeof value === kind;
  return kind.some((name) => schemaOf(value)?.startsWith(`${name}.`) === true);
}

/** What of a timeline does not fit OpenTimelineIO's schemas, a sentence each; none where it is right. */
export function timelineFaults(value: unknown, at = 'timeline'): string[] {
  if (Array.isArray(value)) return value.flatMap((child, k) => timelineFaults(child, `${at}[${k}]`));
  if (typeof value !== 'object' || value === null) return [];
  const name = schemaOf(value);
  const children = Object.entries(value).flatMap(([key, child]) => timelineFaults(child, `${at}.${key}`));
  if (name === undefined) return children;
  const schema = schemas[name];
  if (schema === undefined) return [`${at} has the unknown schema ${name}.`];
  const fields = value as Readonly<Record<string, unknown>>;
  const wrong = Object.entries(schema)
    .filter(([key, kind]) => !fits(fields[key], kind))
    .map(([key]) => `${at}.${key} of ${name} is not what the schema says.`);
  const unknown = Object.keys(fields)
    .filter((key) => key !== 'OTIO_SCHEMA' && !(key in schema))
    .map((key) => `${at}.${key} is no field of ${name}.`);
  return [...wrong, ...unknown, ...children];
}

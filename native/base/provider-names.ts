/** What runs networks, as ONNX Runtime calls its execution providers. */
export const providers = ['cuda', 'webgpu', 'dml', 'coreml', 'cpu'] as const;
/** One of `providers`. */
export type Provider = (typeof providers)[number];

/** What was found out about a provider on a machine, for interfaces that say it in other words than a report's `reason`. */
export const providerFindings = [
  'works',
  'slower than the CPU',
  'not in this build',
  'no answer',
  'no adapter',
  'not installed',
  'library missing',
  'no device',
  'crashed',
  'failed',
] as const;
export type ProviderFinding = (typeof providerFindings)[number];
